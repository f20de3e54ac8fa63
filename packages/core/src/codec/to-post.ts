import { FeedError, type Post, type PostRecord, type PostRef } from '../model'
import type { BodyCodec } from './body-codec'

/** A post that is being put together. */
type Draft<Body> = { -readonly [Field in keyof Post<Body>]: Post<Body>[Field] }

/** A stored post as callers see it: fresh objects all the way down, so that nothing a caller does reaches a store. */
export function toPost<Body>(context: { readonly bodies: BodyCodec<Body> }, record: PostRecord): Post<Body> {
  const post: Draft<Body> = {
    id: record.id,
    authorId: record.authorId,
    createdAtMs: record.createdAtMs,
    kind: record.kind,
    version: record.version,
    state: record.state,
    visibility: record.visibility,
    body: record.body.length === 0 ? undefined : decodeBody(context, record),
  }
  if (record.expiresAtMs !== undefined) post.expiresAtMs = record.expiresAtMs
  if (record.inReplyTo !== undefined) post.inReplyTo = copyRef(record.inReplyTo)
  if (record.repostOf !== undefined) post.repostOf = copyRef(record.repostOf)
  if (record.quoteOf !== undefined) post.quoteOf = copyRef(record.quoteOf)
  if (record.topics !== undefined) post.topics = [...record.topics]
  if (record.contentType !== undefined) post.contentType = record.contentType
  if (record.mediaRefs !== undefined) post.mediaRefs = [...record.mediaRefs]
  if (record.homeRegion !== undefined) post.homeRegion = record.homeRegion
  return post
}

function decodeBody<Body>(context: { readonly bodies: BodyCodec<Body> }, record: PostRecord): Body {
  try {
    return context.bodies.decode(record.body)
  } catch (cause) {
    throw new FeedError({
      code: 'INVALID_BODY',
      field: 'body',
      rule: 'the stored body cannot be decoded by the body codec',
      cause,
    })
  }
}

function copyRef({ postId, authorId }: PostRef): PostRef {
  return { postId, authorId }
}
