import { LRUCache } from 'lru-cache'
import { type EngineContext, freshToken } from '../context/engine-context'
import type { UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import type { RankedSession } from './ranked-session'
import { decodeSession, encodeSession } from './session-codec'

/** A cache gets no more than this of a read's time. */
const PATIENCE_MS = 100
/** Served ids are kept longer than a session lives: a scroll that goes on later must not repeat them. */
const KEEP_MS = 86_400_000
const MAX_BYTES = 16 * 2 ** 20
/** What a post of a session takes in memory, roughly. */
const POST_BYTES = 400

/**
 * Ranked sessions: in this process, and where there is a shared cache, there too, so that the next page may be served by
 * another process. Each may lose any.
 */
export class RankedSessions {
  readonly #context: EngineContext
  readonly #remembered = new LRUCache<string, RankedSession>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ order, served }) => 500 + order.length * POST_BYTES + served.length * 50,
  })
  /** The latest session of a viewer. */
  readonly #latest = new LRUCache<UserId, string>({ max: 10_000 })

  constructor(context: EngineContext) {
    this.#context = context
  }

  newId(): string {
    return freshToken(this.#context.runtime)
  }

  /** Resolves when the next page may be asked for anywhere; a cache that fails or is slow costs only other processes. */
  async save(viewerId: UserId, session: RankedSession): Promise<void> {
    this.#remember(viewerId, session)
    this.#latest.set(viewerId, session.id)
    const { cache, options } = this.#context
    if (cache === undefined) return
    const value = encodeSession(session)
    const ttlMs = Math.max(KEEP_MS, 2 * options.ranking.sessionTtlMs)
    const entries = [this.#keyOf(viewerId, session.id), this.#keyOf(viewerId)].map((key) => {
      return { key, value, version: 0, ttlMs }
    })
    try {
      await cache.setMany({ entries }, { deadlineMs: PATIENCE_MS })
    } catch (error) {
      this.#failed(error)
    }
  }

  /** The session, alive or expired; undefined if it is lost. */
  async load(viewerId: UserId, id: string, budget: CallBudget): Promise<RankedSession | undefined> {
    return this.#remembered.get(this.#keyOf(viewerId, id)) ?? (await this.#read(viewerId, budget, id))
  }

  /** The viewer's latest session that is known. */
  async latest(viewerId: UserId, budget: CallBudget): Promise<RankedSession | undefined> {
    const id = this.#latest.get(viewerId)
    const remembered = id === undefined ? undefined : this.#remembered.get(this.#keyOf(viewerId, id))
    return remembered ?? (await this.#read(viewerId, budget))
  }

  isAlive({ rankedAtMs }: RankedSession): boolean {
    const { runtime, options } = this.#context
    return runtime.clock.now() - rankedAtMs < options.ranking.sessionTtlMs
  }

  async #read(viewerId: UserId, budget: CallBudget, id?: string): Promise<RankedSession | undefined> {
    const { cache } = this.#context
    if (cache === undefined) return undefined
    const key = this.#keyOf(viewerId, id)
    try {
      const { values } = await cache.getMany({ keys: [key] }, budget.forPort(PATIENCE_MS))
      const found = values.get(key)
      const session = found === undefined ? undefined : decodeSession(found.value)
      if (session === undefined || (id !== undefined && session.id !== id)) return undefined
      this.#remember(viewerId, session)
      return session
    } catch (error) {
      this.#failed(error)
      return undefined
    }
  }

  #remember(viewerId: UserId, session: RankedSession): void {
    this.#remembered.set(this.#keyOf(viewerId, session.id), session)
  }

  #failed(error: unknown): void {
    this.#context.runtime.logger.warn('the shared cache failed, a ranked session stays here', { error: String(error) })
  }

  /** Of one session, or of the viewer's latest one. */
  #keyOf(viewerId: UserId, id = 'latest'): string {
    return `ranked\n${this.#context.tenant}\n${id}\n${viewerId}`
  }
}
