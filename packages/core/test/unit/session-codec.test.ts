import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RankedSession } from '../../src/ranking/ranked-session'
import { decodeSession, encodeSession } from '../../src/ranking/session-codec'

const number32 = fc.float({ noNaN: true, noDefaultInfinity: true })
const named = (...names: readonly string[]): fc.Arbitrary<Readonly<Record<string, number>>> =>
  fc.dictionary(fc.constantFrom(...names), number32)

describe.each([16, 32])('sessions with positions of %d digits', (width) => {
  const position = fc
    .uint8Array({ minLength: width / 2, maxLength: width / 2 })
    .map((bytes) => Buffer.from(bytes).toString('hex'))
  const session: fc.Arbitrary<RankedSession> = fc.record({
    id: fc.constant('0123456789abcdef'),
    rankedAtMs: fc.nat(),
    scorer: fc.string(),
    e95: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    population: fc.constantFrom('last-hour', 'all-candidates'),
    order: fc.array(fc.record({ position, score: number32, terms: named('a', 'b'), multipliers: named('c', '') }), {
      maxLength: 20,
    }),
    below: position,
    served: fc.array(position, { maxLength: 5 }),
    hiddenAuthors: fc.array(fc.string(), { maxLength: 3 }),
  })

  test('come back as they were', () => {
    fc.assert(
      fc.property(session, (given) => {
        expect(decodeSession(encodeSession(given))).toEqual(given)
      }),
    )
  })

  test('are nothing if any byte is missing, one is too many, or the format is another', () => {
    const [given] = fc.sample(session, { numRuns: 1, seed: 7 })
    if (given === undefined) throw new Error('no sample')
    const bytes = encodeSession(given)
    for (let length = 0; length < bytes.length; length++)
      expect(decodeSession(bytes.subarray(0, length))).toBeUndefined()
    expect(decodeSession(Uint8Array.of(...bytes, 0))).toBeUndefined()
    expect(decodeSession(Uint8Array.of(9, ...bytes.subarray(1)))).toBeUndefined()
  })
})

test('200 posts with seven figures each take a few kilobytes', () => {
  const figures = { relationship: 0.1, engagement: 0.2, affinity: 0.3 }
  const order = Array.from({ length: 200 }, (_, index) => ({
    position: index.toString(16).padStart(16, '0'),
    score: 0.5,
    terms: figures,
    multipliers: { recency: 1, type: 1, fatigue: 1, network: 1, diversity: 1 },
  }))
  const bytes = encodeSession({
    id: '0123456789abcdef',
    rankedAtMs: 1,
    scorer: 'default',
    e95: 1,
    population: 'last-hour',
    order,
    below: '0'.repeat(16),
    served: [],
    hiddenAuthors: [],
  })
  expect(bytes.length).toBeLessThan(10_000)
})
