import type { AuthorPage, AuthorRange, Position, TenantId, UserId } from '@feed-engine/core'
import type { Session } from '../database/session'
import { ADD_BUCKET, BUCKETS, LIST_POST, NEWEST_POSTS, POSTS_BELOW, UNLIST_POST } from './post-statements'

interface ListedPost {
  readonly tenant: TenantId
  readonly author_id: UserId
  readonly position: Buffer
}

/**
 * Partition of an author's posts that a position lies in. The bundled codecs put 2^34 milliseconds, 199 days, into one:
 * few enough partitions to walk for an author who posts rarely, small enough ones for who posts every few seconds.
 * Fixed for ever, and rising with the position.
 */
export function bucketOf(position: Position): number {
  return position.length === 16
    ? Number.parseInt(position.slice(0, 2), 16)
    : Number.parseInt(position.slice(0, 4), 16) >> 2
}

/** The posts of each author by position. */
export class AuthorListing {
  /** Where the newest posts were last found: read along with the list of partitions, in the hope that it is right. */
  #newest: number | undefined

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

  /** One page. One more position than asked for is looked for, so that `more` is rarely true in vain. */
  async page(session: Session, tenant: TenantId, range: AuthorRange, limit: number): Promise<AuthorPage> {
    const { authorId, before } = range
    const top = before === undefined ? undefined : bucketOf(before)
    const guess = top ?? this.#newest
    const slice = (bucket: number, atMost: number): Promise<readonly Position[]> =>
      this.#slice(session, { tenant, authorId, bucket }, before === undefined ? {} : { before }, atMost)
    const [guessed, listed] = await Promise.all([
      guess === undefined ? [] : slice(guess, limit + 1),
      session.rows<{ readonly bucket: number }>(BUCKETS, [tenant, authorId]),
    ])
    const buckets = listed.map(({ bucket }) => bucket).filter((bucket) => top === undefined || bucket <= top)
    if (top === undefined && buckets[0] !== undefined) this.#newest = buckets[0]

    const positions: Position[] = []
    for (const bucket of buckets) {
      positions.push(...(bucket === guess ? guessed : await slice(bucket, limit + 1 - positions.length)))
      if (positions.length > limit) break
    }
    return { authorId, positions: positions.slice(0, limit), more: positions.length > limit }
  }

  async #slice(
    session: Session,
    { tenant, authorId, bucket }: { readonly tenant: TenantId; readonly authorId: UserId; readonly bucket: number },
    { before }: { readonly before?: Position },
    atMost: number,
  ): Promise<readonly Position[]> {
    const rows = await (before === undefined
      ? session.rows<{ readonly position: Buffer }>(NEWEST_POSTS, [tenant, authorId, bucket, atMost])
      : session.rows<{ readonly position: Buffer }>(POSTS_BELOW, [
          tenant,
          authorId,
          bucket,
          Buffer.from(before, 'hex'),
          atMost,
        ]))
    return rows.map(({ position }) => position.toString('hex'))
  }
}
