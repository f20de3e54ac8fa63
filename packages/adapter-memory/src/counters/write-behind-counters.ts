import {
  type ApplyCountersParams,
  type Clock,
  type CounterChange,
  type CounterMember,
  type CounterPart,
  type CounterStatus,
  checkCounterChanges,
  checkCounterRead,
  isEvent,
  isStale,
  type PortCall,
  type PostCounters,
  type PostId,
  type ReadCountersParams,
  type RestoredCounters,
  type UnknownCounters,
  type UnsavedCounters,
  type WriteBehindCounters,
} from '@feed-engine/core'
import { CountedPart, memberOf, nameOf } from './counted-part'
import { countersOf } from './post-counters'
import { RememberedEvents } from './remembered-events'

interface HeldPart {
  readonly place: CounterPart
  readonly counted: CountedPart
  /** Names of members that the archive lacks. */
  readonly unsaved: Set<string>
  /** When it may go; absent while it is dirty. */
  goesAtMs: number | undefined
}

const keyOf = ({ tenant, postId }: Pick<CounterPart, 'tenant' | 'postId'>): string => JSON.stringify([tenant, postId])

/** Counters in memory in front of an archive. Posts have one part each. */
export class MemoryWriteBehindCounters implements WriteBehindCounters {
  readonly #clock: Clock
  readonly #begin: (call: PortCall | undefined) => void
  readonly #held = new Map<string, HeldPart>()
  readonly #dirty = new Set<string>()
  readonly #events = new RememberedEvents()

  /** @internal */
  constructor(params: { readonly clock: Clock; readonly begin: (call: PortCall | undefined) => void }) {
    this.#clock = params.clock
    this.#begin = params.begin
  }

  async apply(params: ApplyCountersParams, call?: PortCall) {
    this.#begin(call)
    checkCounterChanges(params)
    const unknown = new Map<string, UnknownCounters>()
    const statuses = params.changes.map((change) => this.#apply(change, params, unknown))
    return { statuses, unknown: [...unknown.values()] }
  }

  async read(params: ReadCountersParams, call?: PortCall) {
    this.#begin(call)
    checkCounterRead(params)
    const { tenant, viewerId } = params
    const counters = new Map<PostId, PostCounters>()
    const unknown = new Map<string, UnknownCounters>()
    for (const postId of params.postIds) {
      const place = { tenant, postId, part: 0 }
      const counted = this.#part(place)?.counted
      const viewer = viewerId === undefined ? undefined : ({ counter: 'likes', member: viewerId } as const)
      if (isUnknown(counted, viewer)) note(unknown, place, viewer)
      else counters.set(postId, countersOf(counted, viewerId))
    }
    return { counters, unknown: [...unknown.values()] }
  }

  async restore(
    { parts, idleMs }: { readonly parts: readonly RestoredCounters[]; readonly idleMs: number },
    call?: PortCall,
  ): Promise<void> {
    this.#begin(call)
    for (const { tenant, postId, part, archived, members } of parts) {
      const place = { tenant, postId, part }
      const held = this.#part(place) ?? {
        place,
        counted: new CountedPart(archived),
        unsaved: new Set<string>(),
        goesAtMs: this.#clock.now() + idleMs,
      }
      this.#held.set(keyOf(place), held)
      if (held.counted.partial) for (const member of members) held.counted.learn(member)
    }
  }

  async dirty(_params: { readonly after?: string; readonly limit: number }, call?: PortCall) {
    this.#begin(call)
    return { parts: [...this.#dirty].flatMap((key) => this.#held.get(key)?.place ?? []) }
  }

  async unsaved(
    { parts, membersPerPart }: { readonly parts: readonly CounterPart[]; readonly membersPerPart: number },
    call?: PortCall,
  ): Promise<readonly UnsavedCounters[]> {
    this.#begin(call)
    return parts.flatMap((place) => {
      const held = this.#part(place)
      if (held === undefined) return []
      const { version, counts } = held.counted
      const names = [...held.unsaved].slice(0, membersPerPart)
      const members = names.map((name) => {
        const member = memberOf(name)
        return { ...member, ...(held.counted.state(member) ?? { on: false, atMs: 0 }) }
      })
      return [{ ...held.place, version, counts, members, pending: held.unsaved.size - members.length }]
    })
  }

  async settle(
    { saved, idleMs }: { readonly saved: readonly UnsavedCounters[]; readonly idleMs: number },
    call?: PortCall,
  ): Promise<void> {
    this.#begin(call)
    for (const { members, version, ...place } of saved) {
      const held = this.#part(place)
      if (held === undefined) continue
      for (const member of members) {
        const { on, atMs } = held.counted.state(member) ?? {}
        if (on === member.on && atMs === member.atMs) held.unsaved.delete(nameOf(member))
      }
      if (held.unsaved.size > 0 || held.counted.version !== version) continue
      this.#dirty.delete(keyOf(place))
      held.goesAtMs = this.#clock.now() + idleMs
    }
  }

  #apply(
    change: CounterChange,
    { tenant, nowMs }: ApplyCountersParams,
    unknown: Map<string, UnknownCounters>,
  ): CounterStatus | 'unknown' {
    if (isEvent(change) && isStale(change, nowMs)) return 'stale'
    const place = { tenant, postId: change.postId, part: 0 }
    const held = this.#part(place)
    const member = isEvent(change) ? undefined : change
    if (held === undefined || isUnknown(held.counted, member)) {
      note(unknown, place, member)
      return 'unknown'
    }
    if (isEvent(change)) {
      if (!this.#events.add(tenant, change, nowMs)) return 'known'
      held.counted.count(change.counter, nowMs)
    } else {
      if (!held.counted.change(change, nowMs)) return 'known'
      held.unsaved.add(nameOf(change))
    }
    held.goesAtMs = undefined
    this.#dirty.add(keyOf(place))
    return 'applied'
  }

  /** A part that is held, and has not gone by now. */
  #part(place: Pick<CounterPart, 'tenant' | 'postId'>): HeldPart | undefined {
    const key = keyOf(place)
    const held = this.#held.get(key)
    if (held?.goesAtMs === undefined || held.goesAtMs > this.#clock.now()) return held
    this.#held.delete(key)
    return undefined
  }
}

function isUnknown(counted: CountedPart | undefined, member: CounterMember | undefined): boolean {
  return counted === undefined || (counted.partial && member !== undefined && counted.state(member) === undefined)
}

function note(unknown: Map<string, UnknownCounters>, place: CounterPart, member: CounterMember | undefined): void {
  const key = keyOf(place)
  const known = unknown.get(key)
  const members = new Map((known?.members ?? []).map((each) => [nameOf(each), each]))
  if (member !== undefined) members.set(nameOf(member), { counter: member.counter, member: member.member })
  unknown.set(key, { ...place, members: [...members.values()] })
}
