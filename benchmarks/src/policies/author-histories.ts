import { type DeliveryPolicy, POSTS_SAMPLED, PUSH_TO_ALL, postsPerDay, READER_CLASSES } from '@feed-engine/core'
import { at } from './follow-lists'

/** What the engine knows of authors: their latest posts, the delivery before, and the mark of each class. */
export class AuthorHistories {
  readonly #policy: DeliveryPolicy
  /** Times of the latest posts of each author, a ring of one more than is sampled, to tell whether there are more. */
  readonly #postedAtMs: Float64Array
  readonly #posts: Uint32Array
  readonly #pushFrom: Uint8Array
  /** Of each author and class: when the last post came that the class has to pull. */
  readonly #pulledAtMs: Float64Array
  readonly #visibleAtMs: Float64Array

  constructor(users: number, policy: DeliveryPolicy) {
    this.#policy = policy
    this.#postedAtMs = new Float64Array(users * POSTS_SAMPLED)
    this.#posts = new Uint32Array(users)
    this.#pushFrom = new Uint8Array(users)
    this.#pulledAtMs = new Float64Array(users * READER_CLASSES).fill(Number.NEGATIVE_INFINITY)
    this.#visibleAtMs = new Float64Array(users)
  }

  /** Decides the delivery of a post, and raises the marks of the classes that have to pull it. */
  publish(
    author: number,
    post: { readonly atMs: number; readonly followers: number; readonly mistake: number },
  ): { readonly pushFrom: number; readonly switched: boolean } {
    const { atMs, followers, mistake } = post
    const before = at(this.#pushFrom, author)
    const tellsApart = this.#policy.readerClassOf !== undefined
    const { pushFrom } = this.#policy.delivery({
      authorId: '',
      followers,
      ...(at(this.#posts, author) === 0 ? {} : { previous: { pushFrom: before } }),
      ...(tellsApart ? { postsPerDay: this.#rateOf(author, atMs) * mistake } : {}),
    })
    for (let readerClass = 0; readerClass < pushFrom; readerClass++) {
      this.#pulledAtMs[author * READER_CLASSES + readerClass] = atMs
    }
    this.#pushFrom[author] = pushFrom
    this.#postedAtMs[author * POSTS_SAMPLED + (at(this.#posts, author) % POSTS_SAMPLED)] = atMs
    this.#posts[author] = at(this.#posts, author) + 1
    return { pushFrom, switched: pushFrom !== (before ?? PUSH_TO_ALL.pushFrom) }
  }

  /** When readers of a class last had a post of the author to pull. */
  pulledAtMs(author: number, readerClass: number): number {
    return at(this.#pulledAtMs, author * READER_CLASSES + readerClass)
  }

  /** The latest pushed post is in all timelines at this time. */
  visibleFrom(author: number, atMs: number): void {
    this.#visibleAtMs[author] = Math.max(at(this.#visibleAtMs, author), atMs)
  }

  isOnItsWay(author: number, atMs: number): boolean {
    return at(this.#visibleAtMs, author) > atMs
  }

  #rateOf(author: number, atMs: number): number {
    const posts = at(this.#posts, author)
    const agesMs: number[] = []
    for (let back = 1; back <= Math.min(posts, POSTS_SAMPLED); back++) {
      agesMs.push(atMs - at(this.#postedAtMs, author * POSTS_SAMPLED + ((posts - back) % POSTS_SAMPLED)))
    }
    return postsPerDay(agesMs, posts > POSTS_SAMPLED)
  }
}
