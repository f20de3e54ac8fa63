import { type OutboxEvent, type PostRecord, PUSH_TO_ALL, snowflakeCodec } from '@feed-engine/core'

const codec = snowflakeCodec()

/** The n-th position, ascending; a thousand of them lie in each of the partitions that an author's posts are kept in. */
export function position(n: number): string {
  return ((1n << 60n) + BigInt(Math.floor(n / 1_000)) * (1n << 56n) + BigInt(n % 1_000) * (1n << 22n))
    .toString(16)
    .padStart(16, '0')
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

let tenants = 0

/** A tenant that no other test of the file uses. */
export function freshTenant(): string {
  tenants += 1
  return `tenant ${tenants}`
}
