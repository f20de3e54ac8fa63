import { describe, expect, it } from 'vitest'
import { newestOfRow } from '../../src/baselines/floor/cold/from-postgres'
import { newestOf } from '../../src/baselines/floor/cold/newest-of-lists'
import { NO_WATERMARK } from '../../src/baselines/floor/packed-timeline'
import { stampedPost } from '../../src/baselines/stamped-post'

const hex = (number: number) => stampedPost(number).position
const bytes = (number: number) => Buffer.from(hex(number), 'hex')
const downFrom = (top: number, count: number) => Array.from({ length: count }, (_, at) => top - at)

const row = (numbers: readonly number[], truncatedAt?: number) => ({
  positions: Buffer.concat(numbers.map(bytes)),
  author_ids: numbers.map((number) => `user-${number}`).join(','),
  truncated_at: truncatedAt === undefined ? null : bytes(truncatedAt),
})

describe('what a timeline is filled with', () => {
  it('is all there is, down to the very first post', () => {
    expect(newestOfRow(row([3, 2]))).toEqual({
      positions: [hex(3), hex(2)],
      authorIds: ['user-3', 'user-2'],
      watermark: NO_WATERMARK,
    })
  })

  it('is nothing for a viewer without posts', () => {
    const none = { positions: [], authorIds: [], watermark: NO_WATERMARK }
    expect(newestOfRow(undefined)).toEqual(none)
    expect(newestOfRow({ positions: null, author_ids: null, truncated_at: null })).toEqual(none)
  })

  it('is 500 posts, above a watermark at the first that is left out', () => {
    const { positions, authorIds, watermark } = newestOfRow(row(downFrom(900, 501)))
    expect(positions).toEqual(downFrom(900, 500).map(hex))
    expect(authorIds).toHaveLength(500)
    expect(watermark).toEqual(bytes(400))
  })

  it('ends at the last post listed of an author who may have more', () => {
    const { positions, watermark } = newestOfRow(row([9, 7, 5, 3], 5))
    expect(positions).toEqual([9, 7, 5].map(hex))
    expect(watermark.readBigUInt64BE()).toBe(bytes(5).readBigUInt64BE() - 1n)
  })
})

describe('the newest of lists', () => {
  const list = (author: number, numbers: readonly number[]) => ({
    authorId: `user-${author}`,
    positions: numbers.map(bytes),
  })

  it('is what the same posts are as a row', () => {
    expect(newestOf([list(9, [9, 3]), list(7, [7]), list(8, [])], 5)).toEqual({
      positions: [9, 7, 3].map(hex),
      authorIds: ['user-9', 'user-7', 'user-9'],
      watermark: NO_WATERMARK,
    })
  })

  it('is 500 posts, above a watermark at the first that is left out', () => {
    const [even, odd] = [downFrom(900, 600).filter((n) => n % 2 === 0), downFrom(900, 600).filter((n) => n % 2 === 1)]
    const { positions, authorIds, watermark } = newestOf([list(0, even), list(1, odd)], 1_000)
    expect(positions).toEqual(downFrom(900, 500).map(hex))
    expect(authorIds.slice(0, 3)).toEqual(['user-0', 'user-1', 'user-0'])
    expect(watermark).toEqual(bytes(400))
  })

  it('ends at the last post listed of an author who may have more', () => {
    const { positions, watermark } = newestOf([list(1, [9, 5]), list(2, [8, 2]), list(3, [7])], 2)
    expect(positions).toEqual([9, 8, 7, 5].map(hex))
    expect(watermark.readBigUInt64BE()).toBe(bytes(5).readBigUInt64BE() - 1n)
  })
})
