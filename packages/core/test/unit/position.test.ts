import fc from 'fast-check'
import { expect, test } from 'vitest'
import { highestPosition, lowestPosition, maxPosition, newestFirst, successorOf } from '../../src/index'

const position = fc.constantFrom(16, 32).chain((width) => {
  return fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: width, maxLength: width }).map((d) => d.join(''))
})

test('a successor is the next number, of the same width', () => {
  fc.assert(
    fc.property(position, (at) => {
      const next = successorOf(at)
      expect(next).toHaveLength(at.length)
      if (at !== 'f'.repeat(at.length)) expect(BigInt(`0x${next}`)).toBe(BigInt(`0x${at}`) + 1n)
    }),
    { numRuns: 1_000 },
  )
})

test('carries over, and stops at the top', () => {
  expect(successorOf('00000000000000ff')).toBe('0000000000000100')
  expect(successorOf('7fffffffffffffff')).toBe('8000000000000000')
  expect(successorOf(lowestPosition(16))).toBe('0000000000000001')
  for (const width of [16, 32] as const) expect(successorOf(highestPosition(width))).toBe(highestPosition(width))
})

test('feeds are ordered as the numbers are', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (a, b) => {
      const [one, other] = [a, b].map((value) => ({ position: value.toString(16).padStart(16, '0') }))
      if (one === undefined || other === undefined) return
      expect(Math.sign(newestFirst(one, other))).toBe(a < b ? 1 : a > b ? -1 : 0)
      expect(BigInt(`0x${maxPosition(one.position, other.position)}`)).toBe(a > b ? a : b)
    }),
  )
})
