import type { EngineContext } from '../context/engine-context'
import { EVERY_READER, READER_CLASSES, type ReaderClass, type UserId } from '../model'
import type { ReadRate } from '../policy/delivery-policy'
import { Visits } from './visits'

/**
 * Which class a reader is in. All are in one without a policy that tells them apart, or a cache to remember their visits
 * in. It is only ever a matter of cost: what a page has to pull follows from the class that its timeline was filled for.
 */
export class ReaderClasses {
  readonly #context: EngineContext
  readonly #visits: Visits | undefined

  constructor(context: EngineContext) {
    const { cache, tenant, runtime, background } = context
    this.#context = context
    this.#visits = cache === undefined ? undefined : new Visits({ cache, tenant, runtime, background })
  }

  /** Somebody looks at the top of their timeline. */
  visited(readerId: UserId): void {
    this.#telling()?.count(readerId)
  }

  /** The class that a cold timeline is to be filled for. */
  async classOf(readerId: UserId): Promise<ReaderClass> {
    const visits = this.#telling()
    return visits === undefined ? EVERY_READER : this.#ask(readerId, await visits.rateOf(readerId), undefined)
  }

  /** The class that an open timeline ought to have now: mostly the one that it has. */
  classAfter(readerId: UserId, current: ReaderClass): ReaderClass {
    const visits = this.#telling()
    return visits === undefined ? current : this.#ask(readerId, visits.known(readerId), current)
  }

  /** The visits, if the policy wants to know about them. */
  #telling(): Visits | undefined {
    return this.#context.policy.readerClassOf === undefined ? undefined : this.#visits
  }

  /** A policy of the application's own may be wrong; then nothing changes. */
  #ask(readerId: UserId, reads: ReadRate | undefined, current: ReaderClass | undefined): ReaderClass {
    const otherwise = current ?? EVERY_READER
    try {
      const question = {
        readerId,
        ...(reads === undefined ? {} : { reads }),
        ...(current === undefined ? {} : { current }),
      }
      const readerClass = this.#context.policy.readerClassOf?.(question)
      if (readerClass === undefined) return otherwise
      if (Number.isInteger(readerClass) && readerClass >= 0 && readerClass < READER_CLASSES) return readerClass
      this.#context.runtime.logger.error('the delivery policy gave a reader no class; nothing is changed')
    } catch (error) {
      this.#context.runtime.logger.error('the delivery policy failed on a reader', { error: String(error) })
    }
    return otherwise
  }
}
