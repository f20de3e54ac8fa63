import type { IdCodec, Post, PostId } from '@feed-engine/core'
import type { Coverage } from '../coverage'
import type { Fact, Facts, Observation } from '../truth/facts'
import type { OraclePost } from '../truth/oracle'
import { Violation } from '../truth/page-check'
import { type PostBody, tagOf } from './body'

/** Which request has made which post, and when that was acknowledged. */
export class PostBook {
  readonly #facts: Facts
  readonly #ids: IdCodec
  readonly #coverage: Coverage
  readonly #postIds: PostId[] = []
  /** Number of the fact that published each post. */
  readonly #acknowledgedAs = new Map<PostId, number>()

  constructor(parts: { readonly facts: Facts; readonly ids: IdCodec; readonly coverage: Coverage }) {
    this.#facts = parts.facts
    this.#ids = parts.ids
    this.#coverage = parts.coverage
  }

  /** Published posts, oldest acknowledgement first. */
  get postIds(): readonly PostId[] {
    return this.#postIds
  }

  /** Whether the post was acknowledged before the last complete drain that an observation knows of. */
  isApplied(postId: PostId, observation: Observation): boolean {
    const number = this.#acknowledgedAs.get(postId)
    return number !== undefined && number <= observation.appliedUpTo
  }

  acknowledge(fact: Fact, post: OraclePost): void {
    this.#learn(fact, post)
    this.#acknowledgedAs.set(post.id, this.#facts.acknowledge(fact))
    this.#postIds.push(post.id)
  }

  /** A post that its author was not told about yet: from its content we learn which request has made it. */
  recognise(post: Post<PostBody>, observation: Observation): void {
    if (this.#acknowledgedAs.has(post.id)) return
    for (const fact of observation.open) {
      if (fact.change !== undefined || fact.tag !== tagOf(post)) continue
      this.#coverage.add('posts seen before their acknowledgement')
      this.#learn(fact, this.toOraclePost(post))
    }
  }

  /** A post as the oracle knows it when it is new. */
  toOraclePost(post: Post<PostBody>): OraclePost {
    const { id, authorId, kind, visibility, expiresAtMs, inReplyTo, repostOf, quoteOf } = post
    return {
      id,
      position: this.#ids.positionOf(id),
      authorId,
      kind,
      visibility,
      state: 'visible',
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
      ...(repostOf === undefined ? {} : { repostOf }),
      ...(quoteOf === undefined ? {} : { quoteOf }),
    }
  }

  #learn(fact: Fact, post: OraclePost): void {
    if (fact.change === undefined) fact.change = { type: 'publish', post }
    else if (fact.change.type !== 'publish' || fact.change.post.id !== post.id) {
      throw new Violation(`One request has made two posts: ${post.id} is the second`)
    }
  }
}
