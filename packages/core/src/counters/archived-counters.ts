import { FeedError, type PostId } from '../model'
import type {
  ApplyCountersParams,
  ArchivedPart,
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
import type { Clock } from '../runtime/runtime'
import { partName } from './part-name'

/** A part may be unknown, then a member of it; more tries than that are for what others do in between. */
const MAX_TRIES = 5
/** For calls that bring no deadline: all steps together. */
const DEFAULT_DEADLINE_MS = 30_000
/** Parts that are restored at once. */
const BATCH = 256

export interface ArchivedCountersParams {
  readonly counters: CounterStore
  readonly archive: CounterArchive
  readonly clock: Clock
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
  readonly #params: ArchivedCountersParams

  constructor(params: ArchivedCountersParams) {
    const { counters, archive } = params
    if (counters.writeBehind === undefined) {
      throw new FeedError({ code: 'UNSUPPORTED', rule: 'the counter store cannot stand in front of an archive' })
    }
    this.#hot = counters.writeBehind
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

  async close(): Promise<void> {}

  /** Repeats a step, with what it did not know restored in between, until it knows all. */
  async #untilKnown(budget: CallBudget, step: () => Promise<readonly UnknownCounters[]>): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const unknown = await step()
      if (unknown.length === 0) return
      for (let from = 0; from < unknown.length; from += BATCH) {
        await this.#restore(unknown.slice(from, from + BATCH), budget)
      }
    }
    const rule = 'counters leave the store faster than they are restored: its memory is too small'
    throw new FeedError({ code: 'UNAVAILABLE', rule, retryable: true })
  }

  async #restore(unknown: readonly UnknownCounters[], budget: CallBudget): Promise<void> {
    const archived = new Map<string, ArchivedPart>()
    for (const found of await this.#params.archive.load({ parts: unknown }, budget.forPort())) {
      archived.set(partName(found), found)
    }
    const parts = unknown.map(({ tenant, postId, part, members }) => {
      const found = archived.get(partName({ tenant, postId, part }))
      if (found === undefined) return { tenant, postId, part, members: [] }
      const states = new Map(found.members.map((state) => [`${state.counter} ${state.member}`, state]))
      return {
        tenant,
        postId,
        part,
        archived: { version: found.version, counts: found.counts },
        members: members.map((each) => states.get(`${each.counter} ${each.member}`) ?? { ...each, on: false, atMs: 0 }),
      }
    })
    await this.#hot.restore({ parts, idleMs: this.#params.idleMs }, budget.forPort())
  }

  #budget(call: PortCall = {}): CallBudget {
    return new CallBudget(this.#params.clock, call.deadlineMs ?? DEFAULT_DEADLINE_MS, call.signal)
  }
}
