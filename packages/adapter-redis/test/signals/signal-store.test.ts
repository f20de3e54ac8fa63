import type { SignalUpdate } from '@feed-engine/core'
import { Redis } from 'ioredis'
import { afterAll, expect, inject, it } from 'vitest'
import { createRedisSignalStore } from '../../src'
import { uniquePrefix } from '../support/unique'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOW_MS = Date.UTC(2026, 0)
const TENANT = 'tenant'

const { redis } = inject('connections')
const keyPrefix = uniquePrefix()
const admin = new Redis(redis)
const signals = createRedisSignalStore({ ...redis, keyPrefix })
afterAll(async () => {
  await signals.close()
  admin.disconnect()
})

let names = 0
const fresh = (prefix: string): string => `${prefix} ${++names}`

function update(ownerId: string, change: Partial<SignalUpdate> = {}): SignalUpdate {
  return {
    subject: { kind: 'affinity', ownerId },
    eventId: fresh('event'),
    atMs: NOW_MS,
    changes: [{ key: 'a', weight: 1 }],
    halfLifeMs: DAY_MS,
    maxKeys: 1_000,
    dedupeMs: 32 * HOUR_MS,
    ...change,
  }
}

const record = (updates: readonly SignalUpdate[], nowMs = NOW_MS) => signals.record({ tenant: TENANT, nowMs, updates })

/** The keys of a vector: weights, and events. */
async function keysOf(ownerId: string): Promise<{ readonly weights: string; readonly events: string }> {
  const keys = await admin.keys(`${keyPrefix}*${ownerId}`)
  const [weights = '', events = ''] = ['w', 'e'].map((part) => keys.find((key) => key.includes(`}s${part}`)) ?? '')
  return { weights, events }
}

it('ends ten half-lives after the last update, and no sooner than the memory of what it counted', async () => {
  const [usual, short] = [fresh('owner'), fresh('owner')]
  await record([update(usual), update(short, { halfLifeMs: 1 })])
  const livesOf = async (ownerId: string): Promise<readonly number[]> => {
    const { weights, events } = await keysOf(ownerId)
    return [await admin.pttl(weights), await admin.pttl(events)].map((ms) => Math.ceil(ms / HOUR_MS))
  }
  expect(await livesOf(usual)).toEqual([241, 33])
  expect(await livesOf(short)).toEqual([33, 33])
})

it('remembers events for as long as they are accepted, and little longer', async () => {
  const owner = fresh('owner')
  const old = Array.from({ length: 8 }, (_, index) => update(owner, { atMs: NOW_MS + index * HOUR_MS }))
  await record(old)
  const { events } = await keysOf(owner)
  expect(await admin.hlen(events)).toBe(8)
  await record([update(owner, { atMs: NOW_MS + 34 * HOUR_MS })], NOW_MS + 32 * HOUR_MS)
  expect(await record(old, NOW_MS + 32 * HOUR_MS)).toEqual(Array(8).fill('duplicate'))
  const lateMs = NOW_MS + 37 * HOUR_MS
  await record([update(owner, { atMs: lateMs })], lateMs)
  expect((await admin.hkeys(events)).map(Number).sort()).toEqual(
    [3, 4, 5, 6, 7, 34, 37].map((hours) => NOW_MS / HOUR_MS + hours),
  )
  expect(await record(old, lateMs)).toEqual([...Array(5).fill('stale'), ...Array(3).fill('duplicate')])
})

it('takes no more room than 8 bytes for an event, and 100 for a key of a large vector', async () => {
  const owner = fresh('owner')
  const updates = Array.from({ length: 1_000 }, (_, index) =>
    update(owner, { changes: [{ key: `author-${index}`, weight: 1 }] }),
  )
  await record(updates)
  const { weights, events } = await keysOf(owner)
  expect(await admin.hlen(weights)).toBe(1_000)
  expect(await admin.memory('USAGE', events)).toBeLessThan(8_000 + 1_000)
  expect(await admin.memory('USAGE', weights, 'SAMPLES', 0)).toBeLessThan(100_000)
})
