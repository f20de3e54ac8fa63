import type { OutboxEvent, PostRecord, TenantId } from '@feed-engine/core'
import type { Parameter } from '../database/session'
import { detailsOf, type PostRow } from './post-row'

/** The columns of a row that a change sets until it is finished. */
export interface Change {
  readonly op: string
  readonly op_time: number
  readonly event_topics: readonly string[]
  readonly event_keys: readonly string[]
  readonly event_values: readonly Buffer[]
}

/** Events of which the caller keeps no part. */
export function ownEvents(events: readonly OutboxEvent[]): readonly (OutboxEvent & { readonly value: Buffer })[] {
  return events.map(({ topic, key, value }) => ({ topic, key, value: Buffer.from(value) }))
}

/** In the order of the statements that make a change. */
export function changeValues(change: Change): readonly Parameter[] {
  return [change.op, change.op_time, change.event_topics, change.event_keys, change.event_values]
}

/** A post of which the caller keeps no part, as a row without the change that creates it. */
export function newRow(tenant: TenantId, post: PostRecord): Omit<PostRow, keyof Change> {
  return {
    tenant,
    post_id: post.id,
    author_id: post.authorId,
    position: Buffer.from(post.position, 'hex'),
    created_at: post.createdAtMs,
    kind: post.kind,
    version: post.version,
    state: post.state,
    visibility: post.visibility,
    push_from: post.delivery.pushFrom,
    body: Buffer.from(post.body),
    fingerprint: post.fingerprint,
    details: detailsOf(post),
    deleted: null,
    idempotency_key: null,
  }
}

/** A row for an id that is deleted before it was ever put. */
export function tombstoneRow(tenant: TenantId, postId: string): Omit<PostRow, keyof Change> {
  return {
    tenant,
    post_id: postId,
    author_id: null,
    position: null,
    created_at: null,
    kind: null,
    version: 0,
    state: null,
    visibility: null,
    push_from: null,
    body: null,
    fingerprint: null,
    details: null,
    deleted: true,
    idempotency_key: null,
  }
}

/** In the order of the statement that creates a post. */
export function creationValues(row: Omit<PostRow, keyof Change> & Change): readonly Parameter[] {
  const { op, op_time, event_topics, event_keys, event_values } = row
  return [
    row.tenant,
    row.post_id,
    row.author_id,
    row.position,
    Number(row.created_at),
    row.kind,
    row.version,
    row.state,
    row.visibility,
    row.push_from,
    row.body,
    row.fingerprint,
    row.details,
    op,
    op_time,
    row.idempotency_key,
    event_topics,
    event_keys,
    event_values,
  ]
}
