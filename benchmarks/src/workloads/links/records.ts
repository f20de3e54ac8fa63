import { DEFAULT_TENANT, type PostRecord, type PostStore, PUSH_TO_ALL } from '@feed-engine/core'
import { stampedPost } from '../../baselines/stamped-post'

/** A topic of its own: nothing but the links looks at it. */
export const LINK_TOPIC = 'links'

const encoder = new TextEncoder()
const BODY = encoder.encode(JSON.stringify({ text: 'A post of ordinary length. '.repeat(10) }))
/** As long as the event of a post. */
export const EVENT = encoder.encode('e'.repeat(300))

/** Authors that records belong to, in turn. */
const AUTHORS = 50

/** Stores the record of a number, with an event. */
export async function putRecord(posts: PostStore, number: number): Promise<void> {
  const { postId, position, createdAtMs } = stampedPost(number)
  const authorId = `author-of-records-${number % AUTHORS}`
  const post: PostRecord = {
    id: postId,
    position,
    authorId,
    createdAtMs,
    kind: 'post',
    version: 1,
    state: 'visible',
    visibility: 'public',
    delivery: PUSH_TO_ALL,
    body: BODY,
    fingerprint: `record-${number}`,
  }
  const events = [{ topic: LINK_TOPIC, key: authorId, value: EVENT }]
  const { status } = await posts.put({ tenant: DEFAULT_TENANT, post, events })
  if (status !== 'created') throw new Error(`a record was not stored: ${status}`)
}

/** Numbers that no record has had yet. */
export class RecordNumbers {
  #next = 0

  take(): number {
    return this.#next++
  }
}
