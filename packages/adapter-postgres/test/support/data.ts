import { type OutboxEvent, type PostRecord, PUSH_TO_ALL, snowflakeCodec, type TimelineEntry } from '@feed-engine/core'

export const TENANT = 'tenant'
const codec = snowflakeCodec()

/** The n-th position, ascending. */
export function position(n: number): string {
  return ((1n << 60n) + BigInt(n) * (1n << 22n)).toString(16).padStart(16, '0')
}

export function entry(n: number): TimelineEntry {
  return { position: position(n), authorHint: n.toString(16).padStart(16, '0') }
}

/** The n-th post. */
export function post(n: number, change: Partial<PostRecord> = {}): PostRecord {
  const id = codec.idOf(position(n))
  return {
    id,
    position: position(n),
    authorId: 'author',
    createdAtMs: codec.timestampOf(id),
    kind: 'post',
    version: 1,
    state: 'visible',
    visibility: 'public',
    delivery: PUSH_TO_ALL,
    body: new Uint8Array([n % 256]),
    fingerprint: `fingerprint ${n}`,
    ...change,
  }
}

export function event(key: string, n = 0): OutboxEvent {
  return { topic: 'posts', key, value: new Uint8Array([n]) }
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
