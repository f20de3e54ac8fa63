import type { AuthorPage, AuthorRange, Position } from '@feed-engine/core'
import { bucketOf } from './bucket'
import type { Slice } from './listing-reads'

/** The way through an author's partitions, from the newest to the oldest, until a page is full. */
export class AuthorWalk {
  readonly #range: AuthorRange
  readonly #limit: number
  readonly #positions: Position[] = []
  /** Not looked into yet. */
  readonly #buckets: number[]

  /** @param buckets all partitions of the author, newest first */
  constructor(range: AuthorRange, buckets: readonly number[], limit: number) {
    const top = range.before === undefined ? Number.POSITIVE_INFINITY : bucketOf(range.before)
    this.#range = range
    this.#limit = limit
    this.#buckets = buckets.filter((bucket) => bucket <= top)
  }

  /** What has to be read next; undefined: nothing. One position more than the page takes tells whether there are more. */
  get next(): Slice | undefined {
    const [bucket] = this.#buckets
    const atMost = this.#limit + 1 - this.#positions.length
    return bucket === undefined || atMost <= 0 ? undefined : sliceOf(this.#range, bucket, atMost)
  }

  /** @param positions in a partition; of no use unless it is the next one */
  take(bucket: number, positions: readonly Position[]): void {
    if (bucket !== this.#buckets[0]) return
    this.#buckets.shift()
    this.#positions.push(...positions)
  }

  get page(): AuthorPage {
    const positions = this.#positions.slice(0, this.#limit)
    return { authorId: this.#range.authorId, positions, more: this.#positions.length > this.#limit }
  }
}

export function sliceOf({ authorId, before }: AuthorRange, bucket: number, atMost: number): Slice {
  return { authorId, bucket, before, atMost }
}
