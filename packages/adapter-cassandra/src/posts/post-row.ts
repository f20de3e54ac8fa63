import type {
  OutboxEvent,
  PostKind,
  PostRecord,
  PostRef,
  PostState,
  PostVisibility,
  TenantId,
  UpdatePostParams,
} from '@feed-engine/core'

/** 64-bit columns come as whatever the client was told to make of them. */
export type BigintColumn = number | { toString(): string }

/** A row of `posts`. Columns of a tombstone that came before its post are null, but for `deleted`, `version` and `op`. */
export interface PostRow {
  readonly tenant: TenantId
  readonly post_id: string
  readonly author_id: string | null
  readonly position: Buffer | null
  readonly created_at: BigintColumn | null
  readonly kind: string | null
  readonly version: number
  readonly state: string | null
  readonly visibility: string | null
  readonly push_from: number | null
  readonly body: Buffer | null
  readonly fingerprint: string | null
  readonly details: string | null
  readonly deleted: boolean | null
  /** Name of the last change. */
  readonly op: string
  /** Microseconds since the epoch; null once the change has done all that it has to do outside of this row. */
  readonly op_time: BigintColumn | null
  /** Of a creation that is not finished: the key that decides whether it happened. */
  readonly idempotency_key: string | null
  readonly event_topics: readonly string[] | null
  readonly event_keys: readonly string[] | null
  readonly event_values: readonly Buffer[] | null
}

/** A post with all of its columns. */
export type StoredPost = PostRow & { readonly author_id: string; readonly position: Buffer }

/** The fields of a post that no statement asks for. */
interface Details {
  readonly expiresAtMs?: number
  readonly inReplyTo?: PostRef
  readonly repostOf?: PostRef
  readonly quoteOf?: PostRef
  readonly topics?: readonly string[]
  readonly contentType?: string
  readonly mediaRefs?: readonly string[]
  readonly homeRegion?: string
}

export function isPost(row: PostRow): row is StoredPost {
  return row.author_id !== null
}

export function detailsOf(post: PostRecord): string {
  const { expiresAtMs, inReplyTo, repostOf, quoteOf, topics, contentType, mediaRefs, homeRegion } = post
  return JSON.stringify({ expiresAtMs, inReplyTo, repostOf, quoteOf, topics, contentType, mediaRefs, homeRegion })
}

/** The details that a change names, of which the caller keeps no part. */
export function describedBy({ topics, contentType, mediaRefs }: UpdatePostParams['change']): Details {
  return {
    ...(topics === undefined ? {} : { topics: [...topics] }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(mediaRefs === undefined ? {} : { mediaRefs: [...mediaRefs] }),
  }
}

export function changedDetails(details: string | null, change: Details): string {
  return JSON.stringify({ ...(JSON.parse(details ?? '{}') as Details), ...change })
}

export function recordOf(row: StoredPost): PostRecord {
  return {
    id: row.post_id,
    authorId: row.author_id,
    createdAtMs: Number(row.created_at),
    kind: row.kind as PostKind,
    version: row.version,
    state: row.deleted === true ? 'deleted' : (row.state as PostState),
    visibility: row.visibility as PostVisibility,
    position: row.position.toString('hex'),
    delivery: { pushFrom: row.push_from ?? 0 },
    body: row.body === null ? new Uint8Array() : Uint8Array.from(row.body),
    fingerprint: row.fingerprint ?? '',
    ...(JSON.parse(row.details ?? '{}') as Details),
  }
}

export function eventsOf(row: PostRow): readonly OutboxEvent[] {
  return (row.event_topics ?? []).map((topic, index) => ({
    topic,
    key: row.event_keys?.[index] ?? '',
    value: row.event_values?.[index] ?? new Uint8Array(),
  }))
}
