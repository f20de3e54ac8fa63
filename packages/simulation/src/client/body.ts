import type { Post, PostId, PostRecord, UserId } from '@feed-engine/core'

/** What the simulated application posts: a tag by which it recognises a post whose id it was not told. */
export interface PostBody {
  readonly tag: string
  /** Which edit this is. @defaultValue 0: none */
  readonly edition?: number
}

/** Tells a post by its content; a repost without a body by what it reposts. */
export function tagOf(post: Post<PostBody>): string {
  return post.body?.tag ?? bareRepostTag(post.authorId, post.repostOf?.postId ?? '')
}

/** An author makes one bare repost of a post at a time, so that it can be told from others. */
export function bareRepostTag(authorId: UserId, originalId: PostId): string {
  return `${authorId} reposts ${originalId}`
}

/** A stored post as the application would see it. */
export function toPost(record: PostRecord): Post<PostBody> {
  const { body, ...envelope } = record
  return { ...envelope, body: body.length === 0 ? undefined : (JSON.parse(new TextDecoder().decode(body)) as PostBody) }
}
