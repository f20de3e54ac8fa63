import type { IncomingMessage } from '../client/kafka-client'

/** The text of a header, or `undefined` where there is none. */
export function headerText(headers: IncomingMessage['headers'], name: string): string | undefined {
  const value = headers?.[name]
  const first = Array.isArray(value) ? value[0] : value
  if (typeof first === 'string') return first
  return first instanceof Uint8Array ? Buffer.from(first).toString('utf8') : undefined
}

/** The whole number of a header, or `otherwise` where there is none. */
export function headerNumber(headers: IncomingMessage['headers'], name: string, otherwise: number): number {
  const number = Number(headerText(headers, name) ?? Number.NaN)
  return Number.isSafeInteger(number) ? number : otherwise
}
