import type { OutboxEvent, OutboxRecord, PostId, PostRecord, TenantId } from '@feed-engine/core'

/** A post as JSON holds it. */
export type StoredPost = Omit<PostRecord, 'body'> & { readonly body: string }
/** An event of the outbox as JSON holds it. */
export type StoredEvent = Omit<OutboxRecord, 'value'> & { readonly value: string }

/** One transaction: all of it is in the log, or nothing. */
export type LogEntry =
  /** The post as it is from now on, new, changed or deleted. */
  | {
      readonly kind: 'post'
      readonly tenant: TenantId
      readonly post: StoredPost
      readonly idempotencyKey?: string
      readonly events: readonly StoredEvent[]
    }
  /** An id that was deleted before it was put. */
  | {
      readonly kind: 'tombstone'
      readonly tenant: TenantId
      readonly postId: PostId
      readonly events: readonly StoredEvent[]
    }
  /** Events that are on the bus. */
  | { readonly kind: 'relayed'; readonly recordIds: readonly string[] }
  /** Events that still wait when the log is rewritten. */
  | { readonly kind: 'waiting'; readonly events: readonly StoredEvent[] }

export function storedPost(post: PostRecord): StoredPost {
  return { ...post, body: toText(post.body) }
}

/** A fresh record: nothing that a caller does to it reaches the store. */
export function postRecord(stored: StoredPost): PostRecord {
  return { ...structuredClone(stored), body: toBytes(stored.body) }
}

export function storedEvent(event: OutboxEvent, recordId: string): StoredEvent {
  return { recordId, topic: event.topic, key: event.key, value: toText(event.value) }
}

export function outboxRecord(stored: StoredEvent): OutboxRecord {
  return { ...stored, value: toBytes(stored.value) }
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function toBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
