import type { PostId, PostVisibility, UserId } from '@feed-engine/core'
import type { Pool } from 'pg'
import { postStatesStatement, relationsStatement } from './statements'

/** What decides whether a viewer may see posts of an author. */
export interface AuthorCheck {
  readonly follows: boolean
  /** Blocked by either, or muted by the viewer. */
  readonly hidden: boolean
}

/** What is known of a post that is neither deleted, withheld nor expired. */
export interface PostCheck {
  readonly authorId: UserId
  readonly version: number
  readonly visibility: PostVisibility
}

interface RelationRow {
  readonly author_id: UserId
  readonly follows: boolean
  readonly hidden: boolean
  readonly marked: boolean
}

interface PostRow {
  readonly post_id: PostId
  readonly author_id: UserId
  readonly version: number
  readonly visibility: PostVisibility
}

/**
 * The checks that no page goes without, answered by the tables of the engine's own stores: nothing that decides what is
 * shown comes from a cache.
 */
export class SafetyChecks {
  readonly #pool: Pool
  readonly #tenant: string
  readonly #relations: { readonly name: string; readonly text: string }
  readonly #states: { readonly name: string; readonly text: string }

  constructor(pool: Pool, params: { readonly schema: string; readonly tenant: string }) {
    this.#pool = pool
    this.#tenant = params.tenant
    this.#relations = { name: `relations-${params.schema}`, text: relationsStatement(params.schema) }
    this.#states = { name: `states-${params.schema}`, text: postStatesStatement(params.schema) }
  }

  /**
   * Relations to authors, and the followed authors whose mark lies above a position (absent: none are asked for).
   * One statement.
   */
  async relations(
    viewerId: UserId,
    authorIds: readonly UserId[],
    markedAbove?: Buffer,
  ): Promise<{ readonly authors: ReadonlyMap<UserId, AuthorCheck>; readonly pullAuthors: readonly UserId[] }> {
    const values = [this.#tenant, viewerId, authorIds, markedAbove ?? null]
    const { rows } = await this.#pool.query<RelationRow>({ ...this.#relations, values })
    return {
      authors: new Map(rows.map(({ author_id, follows, hidden }) => [author_id, { follows, hidden }])),
      pullAuthors: rows.filter(({ marked, follows }) => marked && follows).map(({ author_id }) => author_id),
    }
  }

  /** Of some posts, those that are there to be seen. One statement. */
  async postStates(postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, PostCheck>> {
    const { rows } = await this.#pool.query<PostRow>({ ...this.#states, values: [this.#tenant, postIds] })
    return new Map(
      rows.map(({ post_id, author_id, version, visibility }) => [
        post_id,
        { authorId: author_id, version, visibility },
      ]),
    )
  }
}

/** Whether a home timeline shows a post. */
export function mayShow(viewerId: UserId, post: PostCheck, author: AuthorCheck | undefined): boolean {
  if (post.authorId === viewerId) return true
  return author?.follows === true && !author.hidden && post.visibility !== 'private'
}
