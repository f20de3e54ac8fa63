import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeState, encodeState } from '../../src/consume/committed-state'

const LONGEST = 4_096

const states = fc
  .record({
    floor: fc.nat(2 ** 40),
    offsets: fc.uniqueArray(fc.nat(5_000), { minLength: 1, maxLength: 300 }),
    tries: fc.array(fc.nat(12), { minLength: 300, maxLength: 300 }),
    more: fc.nat(1_000_000),
  })
  .map(({ floor, offsets, tries, more }) => {
    const ascending = [0, ...offsets.filter((offset) => offset > 0).sort((a, b) => a - b)]
    const pending = new Map(ascending.map((offset, index) => [floor + offset, tries[index] ?? 0] as const))
    return { floor, end: floor + (ascending.at(-1) ?? 0) + 1 + more, pending }
  })

it('comes back as it was, whenever it fits', () => {
  fc.assert(
    fc.property(states, (state) => {
      const text = encodeState(state)
      expect(text.length).toBeLessThanOrEqual(LONGEST)
      const tried = [...state.pending.values()].filter((tries) => tries > 0).length
      if (tried < 120) expect(decodeState(state.floor, text)).toEqual(state)
    }),
  )
})

it('an offset behind everything handled is all there is to say', () => {
  const state = { floor: 7, end: 7, pending: new Map() }
  expect(decodeState(7, encodeState(state))).toEqual(state)
})

it('what does not fit counts as not handled, and as never tried; nothing counts as handled that is not', () => {
  const pending = new Map(Array.from({ length: 1_000 }, (_, index) => [10 + index * 5_000, 3] as const))
  const state = { floor: 10, end: 10 + 5_000_000, pending }
  const text = encodeState(state)
  expect(text.length).toBeLessThanOrEqual(LONGEST)
  const decoded = decodeState(10, text)
  expect(decoded.end).toBeGreaterThan(10)
  expect(decoded.end).toBeLessThan(state.end)
  for (const offset of pending.keys()) {
    expect(offset >= decoded.end || decoded.pending.has(offset)).toBe(true)
  }
})

it.each([null, '', 'somebody else’s', '1;x', '2;a;0.1;', '{"v":1}'])(
  'metadata that is not ours says nothing: %s',
  (metadata) => {
    expect(decodeState(42, metadata)).toEqual({ floor: 42, end: 42, pending: new Map() })
  },
)
