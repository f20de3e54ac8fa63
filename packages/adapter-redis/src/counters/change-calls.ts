import {
  type ApplyCountersParams,
  type CounterChange,
  type CounterPart,
  type CounterStatus,
  EVENT_CLOCKS_DIFFER_MS,
  isEvent,
  isStale,
} from '@feed-engine/core'
import type { RedisArgument } from '../client/redis-client'
import { Script, type ScriptCall } from '../client/script'
import { countersApply } from '../lua-sources'
import { COUNT_FIELD, memberField } from './codec'
import { type CounterKeys, nameOf, type Side } from './counter-keys'

const applyScript = new Script(countersApply)

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
  const args: RedisArgument[] = []
  let forgottenBeforeMs = nowMs
  let lifeMs = 0
  for (const change of changes) {
    const { counter, member, atMs } = change
    if (isEvent(change)) {
      args.push('e', `${COUNT_FIELD[counter]}${member}`, atMs, COUNT_FIELD[counter])
      const rememberedMs = change.keepMs + EVENT_CLOCKS_DIFFER_MS
      forgottenBeforeMs = Math.min(forgottenBeforeMs, nowMs - rememberedMs)
      lifeMs = Math.max(lifeMs, atMs + rememberedMs - nowMs + 1)
    } else {
      args.push(change.on ? '+' : '-', memberField(change), atMs, COUNT_FIELD[counter])
    }
  }
  const head = [side === 'behind' ? 1 : 0, nowMs, nameOf(place), forgottenBeforeMs, lifeMs]
  return {
    script: applyScript,
    keys: [keys.part(side, place), keys.unsaved(place), keys.dirty(keys.cellOf(place)), keys.events(side, place)],
    args: [...head, ...args],
  }
}

/** What the script says became of its changes. */
export function statusesOf(reply: unknown): readonly ChangeStatus[] {
  return Array.from(reply as Buffer, (digit) => STATUSES[digit - 0x30] ?? 'unknown')
}
