import {
  type ApplyCountersParams,
  type CounterMember,
  type CounterPart,
  checkCounterChanges,
  checkCounterRead,
  FeedError,
  isEvent,
  NO_COUNTS,
  type PortCall,
  type PostCounters,
  type PostId,
  type ReadCountersParams,
  type RestoredCounters,
  type UnknownCounters,
  type UnsavedCounters,
  type WriteBehindCounters,
} from '@feed-engine/core'
import type { RedisLink } from '../client/link'
import { Script, type ScriptCall } from '../client/script'
import { replyOf } from '../client/script-runner'
import { countersDirty, countersRestore, countersSettle, countersUnsaved } from '../lua-sources'
import { type ChangeStatus, changeCall, groupChanges, statusesOf } from './change-calls'
import { countsOf, countTexts, memberField, memberState, stateText } from './codec'
import { type CounterKeys, nameOf, partOfName } from './counter-keys'
import { readParts } from './part-reader'
import { byPost, sumOf } from './post-counters'

const restoreScript = new Script(countersRestore)
const dirtyScript = new Script(countersDirty, 'read')
const unsavedScript = new Script(countersUnsaved, 'read')
const settleScript = new Script(countersSettle)

/** Counters in front of an archive. */
export class RedisWriteBehindCounters implements WriteBehindCounters {
  readonly #keys: CounterKeys
  readonly #link: RedisLink

  /** @internal */
  constructor(keys: CounterKeys, link: RedisLink) {
    this.#keys = keys
    this.#link = link
  }

  async apply(params: ApplyCountersParams, call?: PortCall) {
    this.#link.guard.check(call)
    checkCounterChanges(params)
    const groups = groupChanges(this.#keys, params)
    const replies = await this.#runAll(
      groups.map((group) => changeCall(this.#keys, 'behind', group, params.nowMs)),
      call,
    )
    const statuses = params.changes.map((): ChangeStatus => 'stale')
    const unknown = new UnknownParts()
    for (const [index, { place, changes, places }] of groups.entries()) {
      for (const [at, status] of statusesOf(replies[index]).entries()) {
        statuses[places[at] ?? 0] = status
        const change = changes[at]
        if (status !== 'unknown' || change === undefined) continue
        unknown.note(place, isEvent(change) ? undefined : { counter: change.counter, member: change.member })
      }
    }
    return { statuses, unknown: unknown.all }
  }

  async read(params: ReadCountersParams, call?: PortCall) {
    this.#link.guard.check(call)
    checkCounterRead(params)
    const { viewerId } = params
    const asked = { ...params, postIds: [...new Set(params.postIds)] }
    const parts = await readParts({ keys: this.#keys, scripts: this.#link.scripts, side: 'behind' }, asked, call)
    const counters = new Map<PostId, PostCounters>()
    const unknown = new UnknownParts()
    for (const [postId, found] of byPost(parts)) {
      const missing = found.filter(({ held, viewer }) => !held || (viewer !== undefined && viewer.liked === undefined))
      for (const { place, viewer } of missing) {
        const member = viewer === undefined || viewerId === undefined ? undefined : viewerId
        unknown.note(place, member === undefined ? undefined : { counter: 'likes', member })
      }
      if (missing.length === 0) counters.set(postId, sumOf(found, viewerId !== undefined))
    }
    return { counters, unknown: unknown.all }
  }

  async restore(
    { parts, idleMs }: { readonly parts: readonly RestoredCounters[]; readonly idleMs: number },
    call?: PortCall,
  ): Promise<void> {
    this.#link.guard.check(call)
    const calls = parts.map((restored): ScriptCall => {
      this.#checkPart(restored)
      const { archived, members } = restored
      const header = [archived?.version ?? 0, archived === undefined ? 0 : 1]
      return {
        script: restoreScript,
        keys: [this.#keys.part('behind', restored), this.#keys.unsaved(restored)],
        args: [
          idleMs,
          ...header,
          ...countTexts(archived?.counts ?? NO_COUNTS),
          ...members.flatMap((member) => [memberField(member), stateText(member)]),
        ],
      }
    })
    await this.#runAll(calls, call)
  }

  /** Cell after cell; `next` names the cell, and the place in it. */
  async dirty({ after = '0:0', limit }: { readonly after?: string; readonly limit: number }, call?: PortCall) {
    this.#link.guard.check(call)
    const [at = '0', from = '0'] = after.split(':')
    let cell = Number(at)
    let cursor = from
    const names = new Set<string>()
    while (cell < this.#keys.cells && names.size < limit) {
      const keys = [this.#keys.dirty(cell)]
      const reply = await this.#link.scripts.run({ script: dirtyScript, keys, args: [cursor, limit] }, call)
      const [next, found] = reply as readonly [Buffer, readonly Buffer[]]
      for (const name of found) names.add(name.toString())
      cursor = next.toString()
      if (cursor === '0') cell += 1
    }
    const parts = Array.from(names, partOfName)
    return cell < this.#keys.cells ? { parts, next: `${cell}:${cursor}` } : { parts }
  }

  async unsaved(
    { parts, membersPerPart }: { readonly parts: readonly CounterPart[]; readonly membersPerPart: number },
    call?: PortCall,
  ): Promise<readonly UnsavedCounters[]> {
    this.#link.guard.check(call)
    const calls = parts.map(
      (place): ScriptCall => ({
        script: unsavedScript,
        keys: [this.#keys.part('behind', place), this.#keys.unsaved(place)],
        args: [membersPerPart],
      }),
    )
    const replies = await this.#runAll(calls, call)
    return parts.flatMap(({ tenant, postId, part }, index) => {
      const reply = replies[index] as readonly Buffer[] | null
      if (reply === null) return []
      const [version, ...rest] = reply
      const members = []
      for (let at = 6; at < rest.length; at += 2) members.push(memberState(rest[at] as Buffer, rest[at + 1] as Buffer))
      const counts = countsOf(rest.slice(0, 5))
      return [{ tenant, postId, part, version: Number(version), counts, members, pending: Number(rest[5]) }]
    })
  }

  async settle(
    { saved, idleMs }: { readonly saved: readonly UnsavedCounters[]; readonly idleMs: number },
    call?: PortCall,
  ): Promise<void> {
    this.#link.guard.check(call)
    const calls = saved.map(
      (part): ScriptCall => ({
        script: settleScript,
        keys: [this.#keys.part('behind', part), this.#keys.unsaved(part), this.#keys.dirty(this.#keys.cellOf(part))],
        args: [
          idleMs,
          nameOf(part),
          part.version,
          ...part.members.flatMap((member) => [memberField(member), stateText(member)]),
        ],
      }),
    )
    await this.#runAll(calls, call)
  }

  /** The replies of all scripts, or the first error. */
  async #runAll(calls: readonly ScriptCall[], call: PortCall | undefined): Promise<readonly unknown[]> {
    const outcomes = await this.#link.scripts.runAll(calls, call)
    return outcomes.map(replyOf)
  }

  #checkPart({ part }: CounterPart): void {
    if (part < this.#keys.shards) return
    const rule = 'the archive has counters of more shards: shards stay what they were when the archive was begun'
    throw new FeedError({ code: 'INVALID_OPTION', field: 'shards', rule })
  }
}

/** Collects what is unknown, part by part. */
class UnknownParts {
  readonly #parts = new Map<string, { readonly place: CounterPart; readonly members: Map<string, CounterMember> }>()

  note(place: CounterPart, member: CounterMember | undefined): void {
    const name = nameOf(place)
    const known = this.#parts.get(name) ?? { place, members: new Map<string, CounterMember>() }
    this.#parts.set(name, known)
    if (member !== undefined) known.members.set(memberField(member), member)
  }

  get all(): readonly UnknownCounters[] {
    return Array.from(this.#parts.values(), ({ place, members }) => ({ ...place, members: [...members.values()] }))
  }
}
