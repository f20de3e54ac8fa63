import { FeedError, type PostId } from '../model'
import type {
  ApplyCountersParams,
  CounterArchive,
  CounterStatus,
  CounterStore,
  CounterStoreCapabilities,
  PortCall,
  PostCounters,
  ReadCountersParams,
  UnknownCounters,
  WriteBehindCounters,
} from '../ports'
import { CallBudget } from '../runtime/call-budget'
import type { Clock, Timers } from '../runtime/runtime'
import { PartRestorer } from './part-restorer'

/** A part may be unknown, then a member of it; more tries than that are for what others do in between. */
const MAX_TRIES = 5
/** For calls that bring no deadline: all steps together. */
const DEFAULT_DEADLINE_MS = 30_000

export interface ArchivedCountersParams {
  readonly counters: CounterStore
  readonly archive: CounterArchive
  readonly clock: Clock
  readonly timers: Timers
  /** Milliseconds after which what was not changed may leave the store in front. */
  readonly idleMs: number
}

/**
 * A counter store in front of an archive, as one counter store: what the one does not hold is restored from the other.
 * Changes reach the archive by a {@link CounterFlusher}. Closes neither.
 */
export class ArchivedCounters implements CounterStore {
  readonly capabilities: CounterStoreCapabilities
  readonly #hot: WriteBehindCounters
  readonly #restorer: PartRestorer
  readonly #params: ArchivedCountersParams

  constructor(params: ArchivedCountersParams) {
    const { counters, archive } = params
    if (counters.writeBehind === undefined) {
      throw new FeedError({ code: 'UNSUPPORTED', rule: 'the counter store cannot stand in front of an archive' })
    }
    this.#hot = counters.writeBehind
    this.#restorer = new PartRestorer({ ...params, front: this.#hot })
    this.#params = params
    const durable = counters.capabilities.durable && archive.capabilities.durable
    this.capabilities = Object.freeze({ durable, writeBehind: false })
  }

  get name(): string {
    return `${this.#params.counters.name}+${this.#params.archive.name}`
  }

  async apply(params: ApplyCountersParams, call?: PortCall): Promise<readonly CounterStatus[]> {
    const budget = this.#budget(call)
    const statuses: CounterStatus[] = []
    let open = [...params.changes.keys()]
    await this.#untilKnown(budget, async () => {
      const changes = open.flatMap((place) => params.changes[place] ?? [])
      const answer = await this.#hot.apply({ ...params, changes }, budget.forPort())
      const left: number[] = []
      for (const [index, status] of answer.statuses.entries()) {
        const place = open[index] ?? 0
        if (status === 'unknown') left.push(place)
        else statuses[place] = status
      }
      open = left
      return answer.unknown
    })
    return statuses
  }

  async read(params: ReadCountersParams, call?: PortCall): Promise<ReadonlyMap<PostId, PostCounters>> {
    const budget = this.#budget(call)
    const counters = new Map<PostId, PostCounters>()
    let postIds = params.postIds
    await this.#untilKnown(budget, async () => {
      const answer = await this.#hot.read({ ...params, postIds }, budget.forPort())
      for (const [postId, found] of answer.counters) counters.set(postId, found)
      postIds = postIds.filter((postId) => !counters.has(postId))
      return answer.unknown
    })
    return counters
  }

  /** Waits for what is being restored. */
  close(): Promise<void> {
    return this.#restorer.settled()
  }

  /** Repeats a step, with what it did not know restored in between, until it knows all. */
  async #untilKnown(budget: CallBudget, step: () => Promise<readonly UnknownCounters[]>): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const unknown = await step()
      if (unknown.length === 0) return
      await this.#restorer.restore(unknown, tries > 0, budget)
    }
    const rule = 'counters leave the store faster than they are restored: its memory is too small'
    throw new FeedError({ code: 'UNAVAILABLE', rule, retryable: true })
  }

  #budget(call: PortCall = {}): CallBudget {
    return new CallBudget(this.#params.clock, call.deadlineMs ?? DEFAULT_DEADLINE_MS, call.signal)
  }
}
