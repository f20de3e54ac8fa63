import type { FeedEngine } from '@feed-engine/core'
import type { Note, RunningProfile } from '@feed-engine/example-profiles'
import { ReferenceFeed } from './reference-feed'
import type { Action } from './workload'

type PublishAction = Extract<Action, { kind: 'publish' }>

interface Published {
  readonly id: string
  readonly authorId: string
}

/** An engine and the reference beside it: whatever is done is done to both. */
export class Session {
  readonly reference = new ReferenceFeed()
  readonly counts = { posts: 0, deletes: 0 }
  private readonly published: Published[] = []

  constructor(
    private readonly userIds: readonly string[],
    readonly running: RunningProfile,
  ) {}

  get engine(): FeedEngine<Note> {
    return this.running.engine
  }

  /** Users who have published, each once. */
  authors(): ReadonlySet<string> {
    return new Set(this.published.map((post) => post.authorId))
  }

  async perform(action: Action): Promise<void> {
    switch (action.kind) {
      case 'publish':
        return this.publish(action)
      case 'delete':
        return this.delete(this.postAt(action.post))
      case 'restrict':
        return this.restrict(this.postAt(action.post))
      case 'follow':
        return this.follow(this.userId(action.user), this.userId(action.target))
      case 'unfollow':
        return this.unfollow(this.userId(action.user), this.userId(action.target))
    }
  }

  async follow(followerId: string, followeeId: string): Promise<void> {
    await this.engine.follow({ followerId, followeeId })
    this.reference.follow(followerId, followeeId)
  }

  async unfollow(followerId: string, followeeId: string): Promise<void> {
    await this.engine.unfollow({ followerId, followeeId })
    this.reference.unfollow(followerId, followeeId)
  }

  async mute(userId: string, targetId: string): Promise<void> {
    await this.engine.mute({ userId, targetId })
    this.reference.mute(userId, targetId)
  }

  async block(userId: string, targetId: string): Promise<void> {
    await this.engine.block({ userId, targetId })
    this.reference.block(userId, targetId)
  }

  private async publish({ author, visibility, refers }: PublishAction): Promise<void> {
    const authorId = this.userId(author)
    const target = refers === undefined ? undefined : this.postAt(refers.post).id
    const text = refers?.as === 'repostOf' ? undefined : `Post ${this.published.length} of ${authorId}`
    const { id } = await this.engine.publish({
      authorId,
      visibility,
      ...(text === undefined ? {} : { body: { text } }),
      ...(refers === undefined ? {} : { [refers.as]: target }),
    })
    const repostOf = refers?.as === 'repostOf' && target !== undefined ? { repostOf: target } : {}
    this.reference.publish({ id, authorId, text, visibility, ...repostOf })
    this.published.push({ id, authorId })
    this.counts.posts++
  }

  private async delete(post: Published): Promise<void> {
    await this.engine.deletePost({ postId: post.id, authorId: post.authorId })
    this.reference.delete(post.id)
    this.counts.deletes++
  }

  private async restrict(post: Published): Promise<void> {
    await this.engine.setPostVisibility({ postId: post.id, authorId: post.authorId, visibility: 'followers' })
    this.reference.setVisibility(post.id, 'followers')
  }

  private userId(user: number): string {
    return this.userIds[user] as string
  }

  private postAt(index: number): Published {
    return this.published[index] as Published
  }
}
