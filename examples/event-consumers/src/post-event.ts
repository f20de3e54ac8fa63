import type { PostDeleted, PostPublished, PostUpdated } from '@feed-engine/core'

/** What happens to posts: `packages/core/schemas/post.*.v1.json`. */
export type PostEvent = PostPublished | PostUpdated | PostDeleted

const KNOWN_VERSION = 1
const TYPES: readonly string[] = ['post.published', 'post.updated', 'post.deleted'] satisfies PostEvent['type'][]

/** Not an event, or one of a newer version: for the dead letters, where a newer release may take it up again. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent'
}

/** Reads a message. `null` for an event of a type that this release does not know: somebody else's business. */
export function parsePostEvent(value: Uint8Array): PostEvent | null {
  const event = parseJson(value)
  if (!isRecord(event) || typeof event['type'] !== 'string') throw new UnreadableEvent('no event')
  if (typeof event['v'] !== 'number' || event['v'] > KNOWN_VERSION) throw new UnreadableEvent('a newer version')
  if (!TYPES.includes(event['type'])) return null
  const { data } = event
  const isComplete = [event['eventId'], event['tenant']].every(isText) && typeof event['occurredAtMs'] === 'number'
  if (!isComplete || !isRecord(data) || ![data['postId'], data['authorId']].every(isText)) {
    throw new UnreadableEvent('an event without what it needs')
  }
  return event as unknown as PostEvent
}

function parseJson(value: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value))
  } catch {
    throw new UnreadableEvent('no JSON')
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
