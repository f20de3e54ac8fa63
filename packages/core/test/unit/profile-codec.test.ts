import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeProfile, encodeProfile } from '../../src/codec/profile-codec'

test('a profile comes back as it was, in nine bytes more than its body', () => {
  fc.assert(
    fc.property(fc.nat(), fc.maxSafeNat(), fc.uint8Array({ maxLength: 99 }), (version, readAtMs, body) => {
      const shared = { record: { id: 'ann', version, body }, readAtMs }
      const bytes = encodeProfile(shared)
      expect(bytes).toHaveLength(body.length + 9)
      const within = new Uint8Array(bytes.length + 3)
      within.set(bytes, 3)
      expect(decodeProfile('ann', version, within.subarray(3))).toEqual(shared)
    }),
  )
})

test('any other bytes are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const profile = decodeProfile('ann', 1, bytes)
      if (bytes.length < 9 || bytes[0] !== 1) expect(profile).toBeUndefined()
      else if (profile !== undefined) expect(Number.isSafeInteger(profile.readAtMs)).toBe(true)
    }),
    { numRuns: 500 },
  )
})
