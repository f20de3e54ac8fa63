import {
  type AdapterCapabilities,
  type ArchivedPart,
  type CounterArchive,
  type CounterPart,
  type Counts,
  MEMBER_COUNTERS,
  type MemberState,
  NO_COUNTS,
  type PortCall,
  supersedes,
  type UnknownCounters,
  type UnsavedCounters,
} from '@feed-engine/core'
import { MemoryAdapter } from '../memory-adapter'
import { nameOf } from './counted-part'

interface Saved {
  /** Of the highest version that was saved whole. */
  settled: { readonly version: number; readonly counts: Counts }
  /** The highest version of which anything was saved, and its counts of events. */
  latest: { readonly version: number; readonly counts: Counts }
  readonly members: Map<string, MemberState>
}

const keyOf = ({ tenant, postId, part }: CounterPart): string => JSON.stringify([tenant, postId, part])

/** An archive of counters in memory: for tests and simulations. */
export class MemoryCounterArchive extends MemoryAdapter implements CounterArchive {
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: false })
  readonly #parts = new Map<string, Saved>()

  async save({ parts }: { readonly parts: readonly UnsavedCounters[] }, call?: PortCall): Promise<void> {
    this.begin(call)
    for (const unsaved of parts) this.#save(unsaved)
  }

  async load(
    { parts }: { readonly parts: readonly UnknownCounters[] },
    call?: PortCall,
  ): Promise<readonly ArchivedPart[]> {
    this.begin(call)
    const asked = new Map(parts.map((part) => [keyOf(part), part]))
    return [...asked].flatMap(([key, { tenant, postId, part, members }]) => {
      const saved = this.#parts.get(key)
      if (saved === undefined) return []
      const { version } = saved.latest
      const found = members.flatMap((member) => saved.members.get(nameOf(member)) ?? [])
      return [{ tenant, postId, part, version, counts: countsOf(saved), members: found.map((each) => ({ ...each })) }]
    })
  }

  #save({ version, counts, members, pending, ...place }: UnsavedCounters): void {
    const nothing = { version: -1, counts: NO_COUNTS }
    const saved = this.#parts.get(keyOf(place)) ?? { settled: nothing, latest: nothing, members: new Map() }
    this.#parts.set(keyOf(place), saved)
    for (const { counter, member, on, atMs } of members) {
      const name = nameOf({ counter, member })
      if (supersedes({ on, atMs }, saved.members.get(name))) saved.members.set(name, { counter, member, on, atMs })
    }
    const state = { version, counts: { ...counts } }
    if (version >= saved.latest.version) saved.latest = state
    if (pending === 0 && version >= saved.settled.version) saved.settled = state
  }
}

/** Counts of members as they were saved, or, where members of a later version came since, as many as there are. */
function countsOf({ settled, latest, members }: Saved): Counts {
  const counts = { ...latest.counts }
  for (const counter of MEMBER_COUNTERS) counts[counter] = settled.counts[counter]
  if (settled.version >= latest.version) return counts
  for (const counter of MEMBER_COUNTERS) counts[counter] = 0
  for (const { counter, on } of members.values()) if (on) counts[counter] += 1
  return counts
}
