import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyColumns, bodyOf } from '../src/posts/body-columns'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a body of any bytes comes back as it was, and no text has a NUL in it', () => {
  const bodies = fc.oneof(fc.uint8Array(), fc.string().map(bytesOf))
  fc.assert(
    fc.property(bodies, (body) => {
      const columns = bodyColumns(body)
      return Buffer.compare(bodyOf(columns), body) === 0 && !columns.body.includes('\0')
    }),
  )
})

test('text is text for the application, a byte order mark included', () => {
  for (const text of ['', 'hello', 'grüße 🎉', '\ufeffmarked']) {
    expect(bodyColumns(bytesOf(text))).toEqual({ body: text, bytes: null })
    expect(bodyOf(bodyColumns(bytesOf(text)))).toEqual(bytesOf(text))
  }
})

test('what is no text is kept as bytes', () => {
  for (const body of [Uint8Array.of(0), bytesOf('a\0b'), Uint8Array.of(0xff, 0xfe), Uint8Array.of(0xc3)]) {
    expect(bodyColumns(body)).toEqual({ body: '', bytes: Buffer.from(body) })
  }
})
