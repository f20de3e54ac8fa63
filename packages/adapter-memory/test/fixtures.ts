import type { FeedKey, OutboxEvent, PostRecord } from '@feed-engine/core'

export const TENANT = 'tenant'
export const LOWEST = '0'.repeat(16)

export function position(index: number): string {
  return index.toString(16).padStart(16, '0')
}

export function post(index: number, fields: Partial<PostRecord> = {}): PostRecord {
  return {
    id: String(index),
    authorId: 'author',
    createdAtMs: index,
    kind: 'post',
    version: 1,
    state: 'visible',
    visibility: 'public',
    position: position(index),
    delivery: { pushFrom: 0 },
    body: Uint8Array.of(1, 2, 3),
    fingerprint: `fingerprint-${index}`,
    ...fields,
  }
}

export function event(key: string): OutboxEvent {
  return { topic: 'posts', key, value: Uint8Array.of(7) }
}

export function homeOf(ownerId: string): FeedKey {
  return { tenant: TENANT, kind: 'home', ownerId }
}
