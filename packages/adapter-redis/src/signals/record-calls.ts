import { createHash } from 'node:crypto'
import type { SignalUpdate } from '@feed-engine/core'
import type { RedisArgument } from '../client/redis-client'

/** A script blocks its server: with so many updates it does so for a few milliseconds at most. */
const MOST_UPDATES_PER_SCRIPT = 64
const NAME_BYTES = 8
/** A vector of which less than a thousandth is left may go. */
const HALF_LIVES_KEPT = 10
/** Events are remembered for longer than they are accepted, so that callers whose clocks differ count none twice. */
const GRACE_MS = 3_600_000

/** Updates of one vector, and where they stand in the list that was given. */
export interface UpdateGroup {
  readonly updates: SignalUpdate[]
  readonly places: number[]
}

/** Splits by vector; updates of one stay in order, also over several groups. */
export function groupBySubject(updates: readonly SignalUpdate[]): readonly UpdateGroup[] {
  const groups: UpdateGroup[] = []
  const open = new Map<string, UpdateGroup>()
  for (const [place, update] of updates.entries()) {
    const name = JSON.stringify([update.subject.kind, update.subject.ownerId])
    let group = open.get(name)
    if (group === undefined || group.updates.length === MOST_UPDATES_PER_SCRIPT) {
      group = { updates: [], places: [] }
      groups.push(group)
      open.set(name, group)
    }
    group.updates.push(update)
    group.places.push(place)
  }
  return groups
}

/** Arguments of the script that counts them. */
export function recordArgs(updates: readonly SignalUpdate[], nowMs: number): readonly RedisArgument[] {
  const [first] = updates
  if (first === undefined) return []
  const { halfLifeMs, maxKeys, dedupeMs } = first
  const weightsLifeMs = Math.max(HALF_LIVES_KEPT * halfLifeMs, dedupeMs) + GRACE_MS
  const eventsLifeMs = dedupeMs + GRACE_MS
  return [
    ...[nowMs, halfLifeMs, maxKeys, dedupeMs, GRACE_MS, weightsLifeMs, eventsLifeMs],
    ...updates.flatMap(({ eventId, atMs, changes }) => [
      createHash('sha256').update(eventId).digest().subarray(0, NAME_BYTES),
      atMs,
      changes.length,
      ...changes.flatMap(({ key, weight }) => [key, weight]),
    ]),
  ]
}
