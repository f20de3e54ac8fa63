import type { PostId, PostVisibility, UserId } from '@feed-engine/core'

/** Items above a repost that may not show the same original. */
const REPOST_WINDOW = 40

/** What the demo knows about a post that it published. */
export interface ReferencePost {
  readonly id: PostId
  readonly authorId: UserId
  readonly text: string | undefined
  readonly visibility: PostVisibility
  /** The post that was asked to be reposted, which may be a repost itself. */
  readonly repostOf?: PostId
}

/**
 * The home timeline by its definition, from a record of what was done: no stores, no cache, no fan-out, no code of
 * the engine. Slow, and simple enough to be believed. All accounts are public.
 */
export class ReferenceFeed {
  private readonly posts = new Map<PostId, ReferencePost>()
  private readonly postsByAuthor = new Map<UserId, ReferencePost[]>()
  private readonly follows = new Relation()
  private readonly mutes = new Relation()
  private readonly blocks = new Relation()

  follow(followerId: UserId, followeeId: UserId): void {
    this.follows.add(followerId, followeeId)
  }

  unfollow(followerId: UserId, followeeId: UserId): void {
    this.follows.remove(followerId, followeeId)
  }

  mute(userId: UserId, targetId: UserId): void {
    this.mutes.add(userId, targetId)
  }

  /** For good, so that the follows which it ends need not be forgotten: neither sees the other. */
  block(userId: UserId, targetId: UserId): void {
    this.blocks.add(userId, targetId)
  }

  publish(post: ReferencePost): void {
    const original = post.repostOf === undefined ? undefined : this.posts.get(post.repostOf)
    const stored = original?.repostOf === undefined ? post : { ...post, repostOf: original.repostOf }
    this.posts.set(stored.id, stored)
    const sameAuthor = this.postsByAuthor.get(stored.authorId)
    if (sameAuthor === undefined) this.postsByAuthor.set(stored.authorId, [stored])
    else sameAuthor.push(stored)
  }

  setVisibility(postId: PostId, visibility: PostVisibility): void {
    const before = this.posts.get(postId)
    if (before === undefined) return
    const after = { ...before, visibility }
    this.posts.set(postId, after)
    const sameAuthor = this.postsByAuthor.get(before.authorId) ?? []
    sameAuthor[sameAuthor.indexOf(before)] = after
  }

  delete(postId: PostId): void {
    this.posts.delete(postId)
  }

  /** Everything that the viewer should see, newest first. */
  home(viewerId: UserId): ReferencePost[] {
    const authors = [viewerId, ...this.follows.of(viewerId)]
    const posts = authors
      .flatMap((authorId) => this.postsByAuthor.get(authorId) ?? [])
      .filter((post) => this.shows(viewerId, post))
      .sort((a, b) => compareIds(b.id, a.id))
    const shown: ReferencePost[] = []
    for (const post of posts) {
      const above = shown.slice(-REPOST_WINDOW).map((item) => item.repostOf ?? item.id)
      if (post.repostOf === undefined || !above.includes(post.repostOf)) shown.push(post)
    }
    return shown
  }

  private shows(viewerId: UserId, post: ReferencePost): boolean {
    if (!this.admits(viewerId, post)) return false
    if (post.repostOf === undefined) return true
    const original = this.posts.get(post.repostOf)
    return original !== undefined && this.admits(viewerId, original)
  }

  private admits(viewerId: UserId, post: ReferencePost): boolean {
    if (!this.posts.has(post.id)) return false
    const { authorId } = post
    if (authorId === viewerId) return true
    if (this.blocks.has(viewerId, authorId) || this.blocks.has(authorId, viewerId)) return false
    if (this.mutes.has(viewerId, authorId)) return false
    return post.visibility === 'public' || (post.visibility === 'followers' && this.follows.has(viewerId, authorId))
  }
}

/** A directed relation between users. */
class Relation {
  private readonly targets = new Map<UserId, Set<UserId>>()

  add(userId: UserId, targetId: UserId): void {
    const existing = this.targets.get(userId)
    if (existing === undefined) this.targets.set(userId, new Set([targetId]))
    else existing.add(targetId)
  }

  remove(userId: UserId, targetId: UserId): void {
    this.targets.get(userId)?.delete(targetId)
  }

  has(userId: UserId, targetId: UserId): boolean {
    return this.targets.get(userId)?.has(targetId) ?? false
  }

  of(userId: UserId): Iterable<UserId> {
    return this.targets.get(userId) ?? []
  }
}

/** Ids are decimal numbers of 64 bits that grow with time: the longer one is the later one. */
function compareIds(a: PostId, b: PostId): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
