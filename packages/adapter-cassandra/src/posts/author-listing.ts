import type { AuthorPage, AuthorRange, TenantId, UserId } from '@feed-engine/core'
import type { Session } from '../database/session'
import { AuthorWalk, sliceOf } from './author-walk'
import { bucketOf } from './bucket'
import { LikelyBucket } from './likely-bucket'
import { readBuckets, readSlices, type Slice } from './listing-reads'
import { ADD_BUCKET, LIST_POST, UNLIST_POST } from './post-statements'

interface ListedPost {
  readonly tenant: TenantId
  readonly author_id: UserId
  readonly position: Buffer
}

/** The posts of each author by position. */
export class AuthorListing {
  /** Read along with the lists of partitions, in the hope that it is right. */
  readonly #likely = new LikelyBucket()

  async add(session: Session, { tenant, author_id, position }: ListedPost): Promise<void> {
    const bucket = bucketOf(position.toString('hex'))
    await Promise.all([
      session.write(LIST_POST, [tenant, author_id, bucket, position]),
      session.write(ADD_BUCKET, [tenant, author_id, bucket]),
    ])
  }

  async remove(session: Session, { tenant, author_id, position }: ListedPost): Promise<void> {
    await session.write(UNLIST_POST, [tenant, author_id, bucketOf(position.toString('hex')), position])
  }

  /**
   * One page of each range, in their order. Partitions are read in waves: the lists of partitions, and along with them the
   * likely newest ones; after that, where a page is not full, one older partition in each wave.
   */
  async pages(
    session: Session,
    params: { readonly tenant: TenantId; readonly ranges: readonly AuthorRange[]; readonly limit: number },
  ): Promise<readonly AuthorPage[]> {
    const { tenant, ranges, limit } = params
    const authorIds = ranges.map(({ authorId }) => authorId)
    let slices = this.#guesses(ranges, limit + 1)
    const [guessed, buckets] = await Promise.all([
      readSlices(session, tenant, slices),
      readBuckets(session, tenant, authorIds),
    ])
    this.#learn(ranges, buckets)

    const walks = new Map(
      ranges.map((range) => [range.authorId, new AuthorWalk(range, buckets.get(range.authorId) ?? [], limit)]),
    )
    let found = guessed
    for (;;) {
      for (const { authorId, bucket } of slices) walks.get(authorId)?.take(bucket, found.get(authorId) ?? [])
      slices = [...walks.values()].flatMap(({ next }) => next ?? [])
      if (slices.length === 0) return [...walks.values()].map(({ page }) => page)
      found = await readSlices(session, tenant, slices)
    }
  }

  #guesses(ranges: readonly AuthorRange[], atMost: number): readonly Slice[] {
    return ranges.flatMap((range) => {
      const bucket = range.before === undefined ? this.#likely.value : bucketOf(range.before)
      return bucket === undefined ? [] : sliceOf(range, bucket, atMost)
    })
  }

  #learn(ranges: readonly AuthorRange[], buckets: ReadonlyMap<UserId, readonly number[]>): void {
    for (const { authorId, before } of ranges) {
      const [newest] = buckets.get(authorId) ?? []
      if (before === undefined && newest !== undefined) this.#likely.vote(newest)
    }
  }
}
