import type { PostVisibility } from '@feed-engine/core'
import { type FollowGraph, followerCounts, rankBy } from './follow-graph'
import { type Random, randomBelow, zipfSampler } from './random'

/** How fast posting rates fall from the most active user downwards. */
const RATE_EXPONENT = 0.8

/** Replies, quotes and reposts are to one of the last so many posts, mostly to the latest. */
const CONVERSATION = 2_000

/** Shares of all actions; the rest are ordinary posts. */
const SHARES = { reply: 0.2, repost: 0.12, quote: 0.03, delete: 0.03, restrict: 0.01, unfollow: 0.005, follow: 0.005 }

/** Users are named by number, posts by their place in the order of publishing. */
export type Action =
  | {
      readonly kind: 'publish'
      readonly author: number
      readonly visibility: PostVisibility
      readonly refers?: { readonly as: 'inReplyTo' | 'repostOf' | 'quoteOf'; readonly post: number }
    }
  | { readonly kind: 'delete' | 'restrict'; readonly post: number }
  | { readonly kind: 'follow' | 'unfollow'; readonly user: number; readonly target: number }

interface PlannedPost {
  readonly original: number
  referable: boolean
}

/**
 * An endless stream of what users do, the same for the same random numbers: Zipf-like posting rates that go with
 * popularity, conversations about recent posts, deletes, posts made visible to followers only, and follows that come
 * and go.
 */
export class Workload {
  private readonly posts: PlannedPost[] = []
  private readonly authors: readonly number[]
  private readonly authorRank: () => number

  constructor(
    private readonly graph: FollowGraph,
    private readonly random: Random,
  ) {
    const activity = Float64Array.from(followerCounts(graph), (followers) => Math.sqrt(followers + 1) * random())
    this.authors = rankBy(activity)
    this.authorRank = zipfSampler(this.authors.length, RATE_EXPONENT, random)
  }

  /** The next actions, up to and with so many posts. */
  take(posts: number): Action[] {
    const goal = this.posts.length + posts
    const actions: Action[] = []
    while (this.posts.length < goal) actions.push(this.next())
    return actions
  }

  next(): Action {
    let draw = this.random()
    const falls = (share: number): boolean => {
      draw -= share
      return draw < 0
    }
    if (falls(SHARES.reply)) return this.refer('inReplyTo')
    if (falls(SHARES.repost)) return this.refer('repostOf')
    if (falls(SHARES.quote)) return this.refer('quoteOf')
    if (falls(SHARES.delete)) return this.hide('delete')
    if (falls(SHARES.restrict)) return this.hide('restrict')
    if (falls(SHARES.unfollow)) return this.unfollow()
    if (falls(SHARES.follow)) return this.follow()
    return this.publish(this.visibility())
  }

  private publish(visibility: PostVisibility): Action {
    this.posts.push({ original: this.posts.length, referable: visibility === 'public' })
    return { kind: 'publish', author: this.author(), visibility }
  }

  private refer(as: 'inReplyTo' | 'repostOf' | 'quoteOf'): Action {
    const post = this.recentPost()
    if (post === undefined) return this.publish('public')
    const original = as === 'repostOf' ? (this.posts[post]?.original ?? post) : this.posts.length
    this.posts.push({ original, referable: true })
    return { kind: 'publish', author: this.author(), visibility: 'public', refers: { as, post } }
  }

  private hide(kind: 'delete' | 'restrict'): Action {
    const post = this.recentPost()
    if (post === undefined) return this.publish('public')
    const planned = this.posts[post]
    if (planned !== undefined) planned.referable = false
    return { kind, post }
  }

  private follow(): Action {
    const user = randomBelow(this.graph.userIds.length, this.random)
    const target = this.author()
    return user === target ? this.publish('public') : { kind: 'follow', user, target }
  }

  private unfollow(): Action {
    const user = randomBelow(this.graph.userIds.length, this.random)
    const followees = [...(this.graph.followees[user] ?? [])]
    const target = followees[randomBelow(followees.length, this.random)]
    return target === undefined ? this.publish('public') : { kind: 'unfollow', user, target }
  }

  private author(): number {
    return this.authors[this.authorRank()] ?? 0
  }

  private visibility(): PostVisibility {
    const draw = this.random()
    return draw < 0.93 ? 'public' : draw < 0.99 ? 'followers' : 'private'
  }

  /** A post that can be referred to: public and there, and so is its original. */
  private recentPost(): number | undefined {
    const age = Math.floor(this.random() ** 2 * Math.min(this.posts.length, CONVERSATION))
    const post = this.posts.length - 1 - age
    const planned = this.posts[post]
    const usable = planned?.referable === true && this.posts[planned.original]?.referable === true
    return usable ? post : undefined
  }
}
