import type { BodyCodec } from '@feed-engine/core'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Bodies as the column has them: plain text, which the application goes on reading and writing. */
export const textBodyCodec: BodyCodec<string> = {
  encode: (body) => encoder.encode(body),
  decode: (bytes) => decoder.decode(bytes),
}
