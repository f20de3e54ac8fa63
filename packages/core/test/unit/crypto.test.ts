import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hmacSha256, sha256 } from '../../src/runtime/crypto'

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7 + 3) % 256)

describe('hashes', () => {
  it.each([0, 1, 31, 32, 63, 64, 65, 200])(
    'signs with a key of %i bytes as the HMAC of the platform does',
    (length) => {
      for (const data of [bytes(0), bytes(1), bytes(55), bytes(64), bytes(1_000)]) {
        const expected = createHmac('sha256', bytes(length)).update(data).digest('hex')
        expect(Buffer.from(hmacSha256(bytes(length), data)).toString('hex')).toBe(expected)
      }
    },
  )

  it('leaves key and data as they are', () => {
    const [key, data] = [bytes(32), bytes(50)]
    hmacSha256(key, data)
    expect([key, data]).toEqual([bytes(32), bytes(50)])
  })

  it('puts the length of each part before it', () => {
    const expected = createHash('sha256').update(Buffer.from('\0\0\0\x02é\0\0\0\0\0\0\0\x01\x07', 'utf8')).digest('hex')
    expect(Buffer.from(sha256(['é', '', Uint8Array.of(7)])).toString('hex')).toBe(expected)
    expect(sha256(['ab', 'c'])).not.toEqual(sha256(['a', 'bc']))
  })
})
