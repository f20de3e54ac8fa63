import type { Post, UserId } from '@feed-engine/core'
import type { Coverage } from '../coverage'
import type { Deployment } from '../deployment/deployment'
import type { SimulatedTime } from '../time/simulated-time'
import { DeliveryCheck, type DeliveryQuestion } from '../truth/delivery-check'
import type { Fact, Facts } from '../truth/facts'
import type { OraclePost } from '../truth/oracle'
import { type PostBody, tagOf, toPost } from './body'
import type { Client, EngineCall, Outcome } from './client'
import type { PostBook } from './post-book'

/** Authors who may have gone away without learning the outcome, at once: each keeps a fact open. */
const MAX_LEAVING = 2

/** A post that somebody wants to publish. */
export interface PublishWish {
  readonly authorId: UserId
  readonly tag: string
  /** Whether the author goes away when the outcome is not known at once. */
  readonly leaves: boolean
  /** When a refused post is no longer to be seen even if an earlier try of the call has made it. */
  readonly goneAfterMs?: number
}

/** What was known of the author when a post was asked for, and how many facts there were. */
type Situation = DeliveryQuestion & { readonly facts: number }

/** Publishes posts, keeps book of them, and checks that they are delivered as the policy says. */
export class Publisher {
  readonly #client: Client
  readonly #facts: Facts
  readonly #book: PostBook
  readonly #deployment: Deployment
  readonly #time: SimulatedTime
  readonly #coverage: Coverage
  readonly #deliveries = new DeliveryCheck()
  /** Facts of authors who went away without learning the outcome, by tag. */
  readonly #abandoned = new Map<string, Fact>()
  #leaving = 0

  constructor(parts: {
    readonly client: Client
    readonly facts: Facts
    readonly book: PostBook
    readonly deployment: Deployment
    readonly time: SimulatedTime
    readonly coverage: Coverage
  }) {
    this.#client = parts.client
    this.#facts = parts.facts
    this.#book = parts.book
    this.#deployment = parts.deployment
    this.#time = parts.time
    this.#coverage = parts.coverage
  }

  /** Whether one more author may go away without learning the outcome. */
  maySomebodyLeave(): boolean {
    if (this.#leaving === MAX_LEAVING) return false
    this.#leaving += 1
    return true
  }

  /** Publishes a post, whose id is known only afterwards, and answers it. */
  async publish(
    wish: PublishWish,
    check: (post: OraclePost) => void,
    call: EngineCall<Post<PostBody>>,
  ): Promise<Outcome<OraclePost>> {
    const { authorId, tag, leaves } = wish
    const fact = this.#facts.begin(undefined, tag)
    const situation = this.#situationOf(authorId)
    const outcome = await this.#client.write('publish', call, leaves)
    if (leaves && outcome.kind !== 'unknown') this.#leaving -= 1
    if (outcome.kind === 'done') {
      const post = this.#book.toOraclePost(outcome.value)
      check(post)
      this.#book.acknowledge(fact, post)
      this.#checkDelivery(post, situation, outcome.attempts)
      return { ...outcome, value: post }
    }
    this.forgetDelivery(authorId)
    if (outcome.kind === 'unknown') {
      this.#abandoned.set(tag, fact)
      return outcome
    }
    if (wish.goneAfterMs !== undefined) await this.#time.sleep(wish.goneAfterMs)
    this.#facts.deny(fact)
    return outcome
  }

  /** The engine may have decided anew how the author's posts are delivered. */
  forgetDelivery(authorId: UserId): void {
    this.#deliveries.forget(authorId)
  }

  /** Learns what became of the posts whose authors went away: when nothing can happen to them any more. */
  resolveAbandoned(): void {
    for (const record of this.#deployment.allCreated()) {
      const post = toPost(record)
      const tag = tagOf(post)
      const fact = this.#abandoned.get(tag)
      if (fact === undefined) continue
      this.#coverage.add('posts of authors who went away')
      this.#book.acknowledge(fact, this.#book.toOraclePost(post))
      this.#abandoned.delete(tag)
    }
    for (const fact of this.#abandoned.values()) this.#facts.deny(fact)
    this.#abandoned.clear()
  }

  #situationOf(authorId: UserId): Situation {
    const { oracle, openFacts, begun } = this.#facts
    const followers = openFacts.size === 1 ? oracle.followersOf(authorId) : undefined
    return { followers, policy: this.#deployment.policy, facts: begun }
  }

  /** What was decided in one go, while nothing else happened, can be told beforehand. */
  #checkDelivery(post: OraclePost, situation: Situation, attempts: number): void {
    const delivery = this.#deployment.created(post.id)?.delivery
    const alone =
      !this.#deployment.hasCachelessApis &&
      situation.facts === this.#facts.begun &&
      situation.policy === this.#deployment.policy
    if (delivery === undefined || attempts > 1 || !alone) this.forgetDelivery(post.authorId)
    else this.#deliveries.check(post, delivery, situation)
  }
}
