import { FeedError } from '../model'
import type { ArchivedPart, CounterArchive, RestoredCounters, UnknownCounters, WriteBehindCounters } from '../ports'
import { CallBudget, within } from '../runtime/call-budget'
import type { Clock, Timers } from '../runtime/runtime'
import { partName } from './part-name'

/** Parts that are restored at once. */
const BATCH = 256
/** What a restore may take, in milliseconds, however little time its callers have. */
const DEADLINE_MS = 5_000

const LATE = 'what counters lack was not restored from the archive within the deadline'

export interface PartRestorerParams {
  readonly front: WriteBehindCounters
  readonly archive: CounterArchive
  readonly clock: Clock
  readonly timers: Timers
  /** Milliseconds after which what was not changed may leave the store in front. */
  readonly idleMs: number
}

/**
 * Brings parts from the archive to the store in front of it. A restore goes on when those who asked for it have given
 * up, so that the next one finds what they missed; and those who ask meanwhile wait for it instead of the archive.
 */
export class PartRestorer {
  readonly #params: PartRestorerParams
  readonly #running = new Map<string, Promise<void>>()

  constructor(params: PartRestorerParams) {
    this.#params = params
  }

  /**
   * Restores parts, or waits until somebody else has, within the budget of the caller.
   * @param again whether that did not help already: then what is missing is a member, which only a restore of it brings
   */
  async restore(unknown: readonly UnknownCounters[], again: boolean, budget: CallBudget): Promise<void> {
    const { deadlineMs = DEADLINE_MS } = budget.forPort()
    const restores = new Set<Promise<void>>()
    const left = unknown.filter((each) => {
      const running = this.#running.get(nameOf(each, again))
      if (running !== undefined) restores.add(running)
      return running === undefined
    })
    for (let from = 0; from < left.length; from += BATCH)
      restores.add(this.#begin(left.slice(from, from + BATCH), again))
    const late = (): Error => new FeedError({ code: 'DEADLINE_EXCEEDED', rule: LATE, retryable: true })
    await within(this.#params.timers, deadlineMs, Promise.all(restores), late)
  }

  /** Resolves when nothing is being restored. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values())
  }

  #begin(unknown: readonly UnknownCounters[], again: boolean): Promise<void> {
    const names = unknown.map((each) => nameOf(each, again))
    const running = this.#restore(unknown).finally(() => {
      for (const name of names) this.#running.delete(name)
    })
    for (const name of names) this.#running.set(name, running)
    return running
  }

  async #restore(unknown: readonly UnknownCounters[]): Promise<void> {
    const { front, archive, clock, idleMs } = this.#params
    const budget = new CallBudget(clock, DEADLINE_MS, undefined)
    const archived = new Map<string, ArchivedPart>()
    for (const found of await archive.load({ parts: unknown }, budget.forPort())) archived.set(partName(found), found)
    const parts = unknown.map((each) => restored(each, archived.get(partName(each))))
    await front.restore({ parts, idleMs }, budget.forPort())
  }
}

/** By part alone, since most are wanted whole, by many viewers at once; by members where that was not enough. */
function nameOf(unknown: UnknownCounters, again: boolean): string {
  const members = again ? unknown.members.map(({ counter, member }) => `${counter} ${member}`) : []
  return JSON.stringify([partName(unknown), ...members])
}

function restored(
  { tenant, postId, part, members }: UnknownCounters,
  found: ArchivedPart | undefined,
): RestoredCounters {
  if (found === undefined) return { tenant, postId, part, members: [] }
  const states = new Map(found.members.map((state) => [`${state.counter} ${state.member}`, state]))
  return {
    tenant,
    postId,
    part,
    archived: { version: found.version, counts: found.counts },
    members: members.map((each) => states.get(`${each.counter} ${each.member}`) ?? { ...each, on: false, atMs: 0 }),
  }
}
