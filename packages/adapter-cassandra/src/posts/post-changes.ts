import type { TenantId } from '@feed-engine/core'
import type { Session } from '../database/session'
import type { OutboxLog } from '../outbox/outbox-log'
import type { AuthorListing } from './author-listing'
import { eventsOf, isPost, type PostRow } from './post-row'
import { CLAIM_KEY, FIND_KEY, FIND_POST, FIND_VERSION, POSTPONE_POST, SETTLE_POST, UNDO_POST } from './post-statements'

/**
 * Changes to posts, each in two steps. First one lightweight transaction on the post's own row, which decides, and
 * writes into the row what else the change has to do: list the post, store its events. Then these effects, which may be
 * repeated by anybody at any time, and at last the row is settled.
 *
 * Nobody answers from a row that is not settled: whoever meets one, be it a read, finishes it first. So a change whose
 * process died is either found, and completed, or has never been seen.
 *
 * A creation under an idempotency key is decided by the key: the row is written first, then the key, if nobody has it;
 * a row whose key names another post is taken back by whoever finds that out. A key is never given back, hence one that
 * exists names a post that exists.
 */
export class PostChanges {
  readonly #listing: AuthorListing
  readonly #outbox: OutboxLog

  constructor(parts: { readonly listing: AuthorListing; readonly outbox: OutboxLog }) {
    this.#listing = parts.listing
    this.#outbox = parts.outbox
  }

  /** What lies under an id: settled, by this call if by nobody else. */
  async find(session: Session, tenant: TenantId, postId: string): Promise<PostRow | undefined> {
    for (;;) {
      const row = await session.row<PostRow>(FIND_POST, [tenant, postId])
      if (row === undefined || row.op_time === null) return row
      await this.finish(session, row)
    }
  }

  /** The version of what {@link find} would answer, if that is a post. */
  async versionOf(session: Session, tenant: TenantId, postId: string): Promise<number | undefined> {
    const row = await session.row<Pick<PostRow, 'author_id' | 'version' | 'op_time'>>(FIND_VERSION, [tenant, postId])
    if (row?.op_time === null) return row.author_id === null ? undefined : row.version
    const settled = row === undefined ? undefined : await this.find(session, tenant, postId)
    return settled !== undefined && isPost(settled) ? settled.version : undefined
  }

  /** What an author's idempotency key names. */
  async findByKey(
    session: Session,
    { tenant, authorId, key }: { readonly tenant: TenantId; readonly authorId: string; readonly key: string },
  ): Promise<PostRow | undefined> {
    const named = await session.row<{ readonly post_id: string }>(FIND_KEY, [tenant, authorId, key])
    return named === undefined ? undefined : this.find(session, tenant, named.post_id)
  }

  /** Does what the last change of a row has left to do. False if the change turns out not to have happened. */
  async finish(session: Session, row: PostRow): Promise<boolean> {
    const { tenant, post_id, op } = row
    const partition = ['posts', tenant, post_id]
    if (!(await this.#isDecided(session, row))) {
      await session.compare(UNDO_POST, partition, [tenant, post_id, op])
      return false
    }
    const [time] = await Promise.all([this.#announce(session, row), this.#list(session, row)])
    // Where somebody else chose a later time for the events, nothing is done until the row is settled.
    if (time === undefined) await this.find(session, tenant, post_id)
    else await session.compare(SETTLE_POST, partition, [tenant, post_id, op, time])
    return true
  }

  /** Stores the events; answers under which time, or undefined if somebody else is at it, who chose a later one. */
  async #announce(session: Session, row: PostRow): Promise<number | undefined> {
    const { tenant, post_id, op } = row
    const events = eventsOf(row)
    let time = Number(row.op_time)
    while (!(await this.#outbox.append(session, { op, time, events }))) {
      const later = await this.#outbox.timeFor(session, events)
      const postponed = [later, tenant, post_id, op, time]
      if (!(await session.compare(POSTPONE_POST, ['posts', tenant, post_id], postponed))) return undefined
      time = later
    }
    return time
  }

  async #list(session: Session, row: PostRow): Promise<void> {
    if (!isPost(row)) return
    if (row.deleted === true) await this.#listing.remove(session, row)
    else if (row.version === 1) await this.#listing.add(session, row)
  }

  async #isDecided(session: Session, row: PostRow): Promise<boolean> {
    const { tenant, author_id, idempotency_key, post_id, op } = row
    if (idempotency_key === null || author_id === null) return true
    const key = [tenant, author_id, idempotency_key]
    if (await session.compare(CLAIM_KEY, ['post_keys', ...key], [...key, post_id, op])) return true
    const owner = await session.row<{ readonly post_id: string; readonly op: string }>(FIND_KEY, key)
    return owner?.post_id === post_id && owner.op === op
  }
}
