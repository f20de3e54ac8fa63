import { FeedError } from '../model'

const encoder = new TextEncoder()
const LONE_SURROGATE = /\p{Cs}/u

/**
 * Checks a name that a store is given: 1 to `maxBytes` UTF-8 bytes of any characters but lone surrogates, which all have
 * the same bytes in UTF-8: two names would be one.
 */
export function checkName(name: unknown, field: string, maxBytes: number): void {
  const fits = typeof name === 'string' && name !== '' && name.length <= maxBytes
  if (fits && encoder.encode(name).length <= maxBytes && !LONE_SURROGATE.test(name)) return
  const rule = `has to be a string of 1 to ${maxBytes} UTF-8 bytes without lone surrogates`
  throw new FeedError({ code: 'INVALID_ARGUMENT', field, rule })
}
