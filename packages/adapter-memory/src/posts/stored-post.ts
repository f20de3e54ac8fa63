import type { PostRecord, PostRef } from '@feed-engine/core'
import { copyIn, copyOut } from '../byte-copies'

/** What lies under a post id: a post, deleted or not, or `null`, the tombstone of one that never arrived. */
export type StoredPost = PostRecord | null

/** A copy of a record in which nothing but the bytes of its body can be changed, which {@link handedOut} copies. */
export function frozenRecord(post: PostRecord): PostRecord {
  return Object.freeze({
    ...post,
    delivery: Object.freeze({ ...post.delivery }),
    ...(post.inReplyTo !== undefined && { inReplyTo: frozenRef(post.inReplyTo) }),
    ...(post.repostOf !== undefined && { repostOf: frozenRef(post.repostOf) }),
    ...(post.quoteOf !== undefined && { quoteOf: frozenRef(post.quoteOf) }),
    ...(post.topics !== undefined && { topics: Object.freeze([...post.topics]) }),
    ...(post.mediaRefs !== undefined && { mediaRefs: Object.freeze([...post.mediaRefs]) }),
    body: copyIn(post.body),
  })
}

/** What a caller gets to see of a record: nothing done to it reaches the store. */
export function handedOut<Record extends { readonly body: Uint8Array }>(record: Record): Record {
  return { ...record, body: copyOut(record.body) }
}

/** The next version of a record. */
export function changedRecord(record: PostRecord, change: Partial<PostRecord>): PostRecord {
  return frozenRecord({ ...record, ...change, version: record.version + 1 })
}

function frozenRef(ref: PostRef): PostRef {
  return Object.freeze({ ...ref })
}
