import {
  type ApplyCountersParams,
  type CounterChange,
  type CounterPart,
  type CounterStatus,
  isEvent,
  isStale,
} from '@feed-engine/core'
import type { RedisArgument } from '../client/redis-client'
import { Script, type ScriptCall } from '../client/script'
import { countersApply } from '../lua-sources'
import { COUNT_FIELD, memberField } from './codec'
import { type CounterKeys, nameOf, type Side } from './counter-keys'

const applyScript = new Script(countersApply)

const HOUR_MS = 3_600_000
/** A script blocks its server: with so many changes it does so for less than a millisecond. */
const MOST_CHANGES_PER_SCRIPT = 256

export type ChangeStatus = CounterStatus | 'unknown'

const STATUSES: readonly ChangeStatus[] = ['known', 'applied', 'unknown']

/** Changes of one part, for one script call. */
export interface ChangeGroup {
  readonly place: CounterPart
  readonly changes: CounterChange[]
  /** Where they stand in the list that was given. */
  readonly places: number[]
}

/** Splits changes by part, in order; events that are too old are left out. */
export function groupChanges(
  keys: CounterKeys,
  { tenant, nowMs, changes }: ApplyCountersParams,
): readonly ChangeGroup[] {
  const groups: ChangeGroup[] = []
  const open = new Map<string, ChangeGroup>()
  for (const [index, change] of changes.entries()) {
    if (isEvent(change) && isStale(change, nowMs)) continue
    const place = { tenant, postId: change.postId, part: keys.partOf(change.member) }
    const name = nameOf(place)
    let group = open.get(name)
    if (group === undefined || group.changes.length === MOST_CHANGES_PER_SCRIPT) {
      group = { place, changes: [], places: [] }
      groups.push(group)
      open.set(name, group)
    }
    group.changes.push(change)
    group.places.push(index)
  }
  return groups
}

/** The script call for a group. */
export function changeCall(keys: CounterKeys, side: Side, { place, changes }: ChangeGroup, nowMs: number): ScriptCall {
  const hours = new Map<number, { readonly index: number; lifeMs: number }>()
  const args: RedisArgument[] = []
  for (const change of changes) {
    if (!isEvent(change)) {
      args.push(change.on ? '+' : '-', memberField(change), change.atMs, COUNT_FIELD[change.counter])
      continue
    }
    const { atMs, keepMs, counter, member } = change
    const hour = Math.floor(atMs / HOUR_MS)
    const known = hours.get(hour) ?? { index: hours.size + 1, lifeMs: 1 }
    known.lifeMs = Math.max(known.lifeMs, (hour + 1) * HOUR_MS + keepMs - nowMs)
    hours.set(hour, known)
    const event = `${COUNT_FIELD[counter]}${(atMs % HOUR_MS).toString(36)}:${member}`
    args.push('e', event, known.index, COUNT_FIELD[counter])
  }
  return {
    script: applyScript,
    keys: [
      keys.part(side, place),
      keys.unsaved(place),
      keys.dirty(keys.cellOf(place)),
      ...Array.from(hours.keys(), (hour) => keys.events(side, place, hour)),
    ],
    args: [
      side === 'behind' ? 1 : 0,
      nowMs,
      nameOf(place),
      ...Array.from(hours.values(), ({ lifeMs }) => lifeMs),
      ...args,
    ],
  }
}

/** What the script says became of its changes. */
export function statusesOf(reply: unknown): readonly ChangeStatus[] {
  return Array.from(reply as Buffer, (digit) => STATUSES[digit - 0x30] ?? 'unknown')
}
