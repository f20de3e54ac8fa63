import type { PostRecord, PostRevision, UpdatePostParams } from '@feed-engine/core'

type Change = UpdatePostParams['change']

/** The fields that a change names, and nothing else that its object holds. */
export function namedFields(change: Change): Change {
  const { visibility, state, body, topics, contentType, mediaRefs } = change
  return {
    ...(visibility !== undefined && { visibility }),
    ...(state !== undefined && { state }),
    ...(body !== undefined && { body }),
    ...(topics !== undefined && { topics }),
    ...(contentType !== undefined && { contentType }),
    ...(mediaRefs !== undefined && { mediaRefs }),
  }
}

/** Whether a change is about what the post says. */
export function isEdit({ body, topics, contentType, mediaRefs }: Change): boolean {
  return body !== undefined || topics !== undefined || contentType !== undefined || mediaRefs !== undefined
}

/** What a frozen record says. */
export function revisionOf(record: PostRecord, replacedAtMs: number): PostRevision {
  const { version, body, topics, contentType, mediaRefs } = record
  return Object.freeze({
    version,
    replacedAtMs,
    body,
    ...(topics !== undefined && { topics }),
    ...(contentType !== undefined && { contentType }),
    ...(mediaRefs !== undefined && { mediaRefs }),
  })
}
