import { FeedError, type Post, type PostRecord, type PostRef } from '../model'
import type { BodyCodec } from './body-codec'

/** A stored post as callers see it: fresh objects all the way down, so that nothing a caller does reaches a store. */
export function toPost<Body>(context: { readonly bodies: BodyCodec<Body> }, record: PostRecord): Post<Body> {
  return {
    id: record.id,
    authorId: record.authorId,
    createdAtMs: record.createdAtMs,
    kind: record.kind,
    version: record.version,
    state: record.state,
    visibility: record.visibility,
    ...(record.expiresAtMs === undefined ? {} : { expiresAtMs: record.expiresAtMs }),
    ...(record.inReplyTo === undefined ? {} : { inReplyTo: copyRef(record.inReplyTo) }),
    ...(record.repostOf === undefined ? {} : { repostOf: copyRef(record.repostOf) }),
    ...(record.quoteOf === undefined ? {} : { quoteOf: copyRef(record.quoteOf) }),
    ...(record.topics === undefined ? {} : { topics: [...record.topics] }),
    ...(record.contentType === undefined ? {} : { contentType: record.contentType }),
    ...(record.mediaRefs === undefined ? {} : { mediaRefs: [...record.mediaRefs] }),
    ...(record.homeRegion === undefined ? {} : { homeRegion: record.homeRegion }),
    body: record.body.length === 0 ? undefined : decodeBody(context, record),
  }
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
