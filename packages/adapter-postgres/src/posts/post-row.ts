import type { PostKind, PostRecord, PostRevision, PostState, PostVisibility, UpdatePostParams } from '@feed-engine/core'
import { toBytes } from '../database/bytes'

/** A row of `posts` as the driver hands it out; integers of 64 bits may come as text. */
export interface PostRow {
  readonly post_id: string
  readonly position: string
  readonly author_id: string
  readonly created_at_ms: string | number
  readonly expires_at_ms: string | number | null
  readonly version: number
  readonly push_from: number
  readonly deleted: boolean
  readonly state: PostState
  readonly visibility: PostVisibility
  readonly kind: PostKind
  readonly fingerprint: string
  readonly details: string | null
  readonly body: Uint8Array
}

/** Optional fields that no statement asks about, kept together as JSON. */
type Details = Pick<
  PostRecord,
  'inReplyTo' | 'repostOf' | 'quoteOf' | 'topics' | 'contentType' | 'mediaRefs' | 'homeRegion'
>

export function recordOf(row: PostRow): PostRecord {
  return {
    id: row.post_id,
    position: row.position,
    authorId: row.author_id,
    createdAtMs: Number(row.created_at_ms),
    kind: row.kind,
    version: row.version,
    state: row.deleted ? 'deleted' : row.state,
    visibility: row.visibility,
    delivery: { pushFrom: row.push_from },
    body: toBytes(row.body),
    fingerprint: row.fingerprint,
    ...(row.expires_at_ms !== null && { expiresAtMs: Number(row.expires_at_ms) }),
    ...(row.details !== null && (JSON.parse(row.details) as Details)),
  }
}

/** The details of a record as JSON, `null` if it has none. */
export function detailsOf(post: PostRecord): string | null {
  const { inReplyTo, repostOf, quoteOf, topics, contentType, mediaRefs, homeRegion } = post
  const json = JSON.stringify({ inReplyTo, repostOf, quoteOf, topics, contentType, mediaRefs, homeRegion })
  return json === '{}' ? null : json
}

/** The details that a change names, as JSON. */
export function changedDetails({ topics, contentType, mediaRefs }: UpdatePostParams['change']): string {
  return JSON.stringify({ topics, contentType, mediaRefs })
}

/** A row of a post's history. */
export interface RevisionRow {
  readonly version: number
  readonly replaced_at_ms: string | number
  readonly details: string | null
  readonly body: Uint8Array
}

export function revisionOf({ version, replaced_at_ms, details, body }: RevisionRow): PostRevision {
  const { topics, contentType, mediaRefs } = details === null ? {} : (JSON.parse(details) as Details)
  return {
    version,
    replacedAtMs: Number(replaced_at_ms),
    body: toBytes(body),
    ...(topics !== undefined && { topics }),
    ...(contentType !== undefined && { contentType }),
    ...(mediaRefs !== undefined && { mediaRefs }),
  }
}
