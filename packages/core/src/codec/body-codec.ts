import { FeedError } from '../model'

/** Turns the application's post bodies into bytes and back. `decode` makes a fresh value on every call. */
export interface BodyCodec<Body> {
  encode(body: Body): Uint8Array
  decode(bytes: Uint8Array): Body
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Bodies as UTF-8 JSON. A body that JSON cannot hold (a cycle, a bigint, a function) fails with `INVALID_BODY`. */
export function jsonBodyCodec<Body>(): BodyCodec<Body> {
  return {
    encode(body) {
      const text: string | undefined = JSON.stringify(body)
      if (text === undefined)
        throw new FeedError({ code: 'INVALID_BODY', field: 'body', rule: 'has to be a JSON value' })
      return encoder.encode(text)
    },
    decode: (bytes) => JSON.parse(decoder.decode(bytes)) as Body,
  }
}
