import { LRUCache } from 'lru-cache'
import { type EngineContext, freshToken } from '../context/engine-context'
import type { UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { PATIENCE_MS, readOptional } from '../runtime/patience'
import type { RankedSession } from './ranked-session'
import { decodeSession, encodeSession } from './session-codec'

/** Served ids are kept longer than a session lives: a scroll that goes on later must not repeat them. */
const KEEP_MS = 86_400_000
const MAX_BYTES = 16 * 2 ** 20
/** Names, in place of a session, which one of a viewer is the latest. */
const LATEST = 'latest'
/** What a post of a session takes in memory, roughly. */
const POST_BYTES = 400
const encoder = new TextEncoder()
const decoder = new TextDecoder()

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
    const life = { version: 0, ttlMs: Math.max(KEEP_MS, 2 * options.ranking.sessionTtlMs) }
    const entries = [
      { key: this.#keyOf(viewerId, session.id), value: encodeSession(session), ...life },
      { key: this.#keyOf(viewerId, LATEST), value: encoder.encode(session.id), ...life },
    ]
    await this.#inTime(async () => cache.setMany({ entries }, { deadlineMs: PATIENCE_MS }))
  }

  /** The session, alive or expired; undefined if it is lost. */
  async load(viewerId: UserId, id: string, budget: CallBudget): Promise<RankedSession | undefined> {
    const remembered = this.#remembered.get(this.#keyOf(viewerId, id))
    if (remembered !== undefined) return remembered
    const value = await this.#read(this.#keyOf(viewerId, id), budget)
    const session = value === undefined ? undefined : decodeSession(value)
    if (session?.id !== id) return undefined
    this.#remember(viewerId, session)
    return session
  }

  /** The viewer's latest session that is known. */
  async latest(viewerId: UserId, budget: CallBudget): Promise<RankedSession | undefined> {
    const known = this.#latest.get(viewerId)
    if (known !== undefined) return this.load(viewerId, known, budget)
    const value = await this.#read(this.#keyOf(viewerId, LATEST), budget)
    return value === undefined ? undefined : this.load(viewerId, decoder.decode(value), budget)
  }

  isAlive({ rankedAtMs }: RankedSession): boolean {
    const { runtime, options } = this.#context
    return runtime.clock.now() - rankedAtMs < options.ranking.sessionTtlMs
  }

  async #read(key: string, budget: CallBudget): Promise<Uint8Array | undefined> {
    const { cache } = this.#context
    const found = await this.#inTime(async () => cache?.getMany({ keys: [key] }, budget.forPort(PATIENCE_MS)))
    return found?.values.get(key)?.value
  }

  #remember(viewerId: UserId, session: RankedSession): void {
    this.#remembered.set(this.#keyOf(viewerId, session.id), session)
  }

  #inTime<T>(work: () => Promise<T>): Promise<T | undefined> {
    const without = 'the shared cache failed, a ranked session stays here'
    return readOptional(this.#context.runtime, { without, limitMs: PATIENCE_MS, work })
  }

  #keyOf(viewerId: UserId, id: string): string {
    return `ranked\n${this.#context.tenant}\n${id}\n${viewerId}`
  }
}
