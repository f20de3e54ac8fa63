import { type PostRecord, type PostVisibility, uuidv7Codec } from '@feed-engine/core'
import { bodyOf } from './body-columns'

const codec = uuidv7Codec()

/** A row of the table, as {@link COLUMNS} read it. */
export interface PostRow {
  readonly id: string
  readonly user_id: string
  readonly body: string
  readonly visibility: PostVisibility
  readonly deleted: boolean
  readonly feed_version: number
  readonly feed_withheld: boolean
  readonly feed_push_from: number
  readonly feed_fingerprint: string
  readonly feed_details: Details | null
  readonly feed_bytes: Buffer | null
}

export const COLUMNS = `
  post.id, post.user_id, post.body, post.visibility, post.deleted_at is not null as deleted, post.feed_version,
  post.feed_withheld, post.feed_push_from, post.feed_fingerprint, post.feed_details, post.feed_bytes`

/** What the application's table has no columns for. */
type Details = Pick<
  PostRecord,
  'kind' | 'expiresAtMs' | 'inReplyTo' | 'repostOf' | 'quoteOf' | 'topics' | 'contentType' | 'mediaRefs' | 'homeRegion'
>

export function recordOf(row: PostRow): PostRecord {
  const state = row.deleted ? 'deleted' : row.feed_withheld ? 'withheld' : 'visible'
  return {
    kind: 'post',
    ...row.feed_details,
    id: row.id,
    position: codec.positionOf(row.id),
    authorId: row.user_id,
    // The time in the id, not the column: the engine orders by ids.
    createdAtMs: codec.timestampOf(row.id),
    version: row.feed_version,
    state,
    visibility: row.visibility,
    delivery: { pushFrom: row.feed_push_from },
    // The application may delete without erasing.
    body: row.deleted ? new Uint8Array() : bodyOf({ body: row.body, bytes: row.feed_bytes }),
    fingerprint: row.feed_fingerprint,
  }
}

export function detailsOf(post: PostRecord): string {
  const { kind, expiresAtMs, inReplyTo, repostOf, quoteOf, topics, contentType, mediaRefs, homeRegion } = post
  return JSON.stringify({ kind, expiresAtMs, inReplyTo, repostOf, quoteOf, topics, contentType, mediaRefs, homeRegion })
}
