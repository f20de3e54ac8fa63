import { describe, expect, it } from 'vitest'
import {
  ENTRY_BYTES,
  fillMark,
  isFilled,
  NO_WATERMARK,
  newestOf,
  packEntry,
  unpackEntries,
} from '../../src/baselines/floor/packed-timeline'
import { stampedPost } from '../../src/baselines/stamped-post'

const entry = (number: number) => packEntry(stampedPost(number, number + 100))
const packed = (...numbers: readonly number[]) => Buffer.concat(numbers.map(entry))
const positionOf = (number: number) => BigInt(`0x${stampedPost(number).position}`)
const watermark = (number: number) => packed(number).subarray(0, 8)
const shown = (tail: Buffer, sealed: Buffer, count?: number) =>
  newestOf(tail, sealed, count).map(({ position }) => position)

describe('a packed timeline', () => {
  it('gives back position and author of what was packed', () => {
    expect(unpackEntries(packed(1, 2))).toEqual([
      { position: positionOf(1), author: 101 },
      { position: positionOf(2), author: 102 },
    ])
    expect(packed(1).length).toBe(ENTRY_BYTES)
  })

  it('is read newest first, whatever the order of its tail, each position once', () => {
    const tail = Buffer.concat([NO_WATERMARK, packed(5, 3, 4, 3)])
    expect(shown(tail, packed(1, 2, 3))).toEqual([5, 4, 3, 2, 1].map(positionOf))
  })

  it('shows nothing at or below its watermark', () => {
    const tail = Buffer.concat([watermark(3), packed(2, 5, 3)])
    expect(shown(tail, packed(4))).toEqual([5, 4].map(positionOf))
  })

  it('is cut to what is wanted', () => {
    expect(shown(Buffer.concat([NO_WATERMARK, packed(3)]), packed(1, 2), 2)).toEqual([3, 2].map(positionOf))
  })

  it('is not read while it is being filled', () => {
    const mark = fillMark({ next: () => 0.999 })
    expect(isFilled(mark)).toBe(false)
    expect(isFilled(watermark(1))).toBe(true)
    expect(shown(Buffer.concat([mark, packed(1)]), Buffer.alloc(0))).toEqual([])
  })
})
