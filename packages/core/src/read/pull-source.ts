import { type EngineContext, firstPosition } from '../context/engine-context'
import { type Position, type Relation, successorOf, type UserId } from '../model'
import { pullNewest } from '../pull/pull-newest'
import { METRICS } from '../runtime/metrics'
import type { CandidateRound, CandidateSource } from './candidates'
import type { ReadSession } from './read-session'

/** Posts of a set of authors, straight from the stores: slow, obvious, always right. */
export class PullSource implements CandidateSource {
  readonly #context: EngineContext
  readonly #session: ReadSession
  readonly #listAuthors: () => Promise<readonly UserId[]>
  readonly #mutesHide: boolean
  readonly #downTo: Position
  #authorIds: readonly UserId[] | undefined

  constructor(
    context: EngineContext,
    session: ReadSession,
    params: {
      readonly listAuthors: () => Promise<readonly UserId[]>
      readonly mutesHide: boolean
      /** Nothing at or below is of interest. */
      readonly downTo?: Position | undefined
    },
  ) {
    this.#context = context
    this.#session = session
    this.#listAuthors = params.listAuthors
    this.#mutesHide = params.mutesHide
    this.#downTo = params.downTo === undefined ? firstPosition(context) : successorOf(params.downTo)
  }

  async next(before: Position | undefined, want: number): Promise<CandidateRound> {
    const context = this.#context
    this.#authorIds ??= await this.#listAuthors()
    const ranges = this.#authorIds
      .filter((authorId) => !this.#isHidden(this.#session.relation(authorId)))
      .map((authorId) => (before === undefined ? { authorId } : { authorId, before }))
    const params = { ranges, count: want, downTo: this.#downTo }
    const pulled = await pullNewest(context, params, this.#session.budget)
    const { completeFrom } = pulled
    const entries = pulled.entries.filter(({ position }) => position >= this.#downTo)
    context.runtime.metrics.record(METRICS.pulledAuthors, ranges.length)

    this.#session.profiles?.meet(entries.map(({ authorId }) => authorId))
    await this.#session.hydrate(entries.map(({ position }) => position))
    await this.#session.complete()
    return {
      candidates: entries.map(({ position }) => ({ position, source: 'pull' })),
      completeFrom,
      end: completeFrom <= this.#downTo,
    }
  }

  /** Nothing of such an author will be shown: the next stretch need not look at them. */
  #isHidden(relation: Relation | undefined): boolean {
    if (relation === undefined) return false
    return relation.blocking || relation.blockedBy || (this.#mutesHide && relation.muting)
  }
}
