import type { SignalUpdate } from '@feed-engine/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { range, TENANT } from './support/data'
import { createSchema, type TestSchema } from './support/schema'

const DAY_MS = 86_400_000
const NOW_MS = Date.UTC(2026, 0)

let schema: TestSchema
let processes: PostgresStores[]

beforeAll(async () => {
  schema = await createSchema()
  processes = range(2).map(() => createPostgresStores(schema.options))
})
afterAll(async () => {
  await Promise.all(processes.map((stores) => stores.close()))
  await schema.drop()
})

let names = 0
const fresh = (prefix: string): string => `${prefix} ${++names}`

function update(ownerId: string, change: Partial<SignalUpdate> = {}): SignalUpdate {
  return {
    subject: { kind: 'affinity', ownerId },
    eventId: fresh('event'),
    atMs: NOW_MS,
    changes: ['a', 'b', 'c'].map((key) => ({ key, weight: 1 })),
    halfLifeMs: DAY_MS,
    maxKeys: 100,
    dedupeMs: DAY_MS,
    ...change,
  }
}

const record = (n: number, updates: readonly SignalUpdate[]) =>
  (processes[n % 2] as PostgresStores).signals.record({ tenant: TENANT, nowMs: NOW_MS, updates })

const countOf = async (table: string): Promise<number> =>
  Number((await schema.admin.query(`select count(*) from ${table}`)).rows[0].count)

it('takes updates of the same vectors in any order at once: none waits for ever and none is lost', async () => {
  const owners = range(20).map(() => fresh('owner'))
  const calls = range(24).map((n) => {
    const updates = owners.map((owner) => update(owner))
    return record(n, n % 2 === 0 ? updates : updates.reverse())
  })
  expect(new Set((await Promise.all(calls)).flat())).toEqual(new Set(['applied']))
  const subjects = owners.map((ownerId) => ({ subject: { kind: 'affinity', ownerId }, keys: ['b'] }))
  const read = await (processes[0] as PostgresStores).signals.read({ tenant: TENANT, subjects })
  expect(read).toEqual(owners.map(() => [{ key: 'b', value: 24, atMs: NOW_MS }]))
})

it('removes what nobody needs any more a few rows at a time, and vectors with all that is theirs', async () => {
  await schema.admin.query('truncate signal_subjects cascade')
  const idle = range(10).map(() => fresh('owner'))
  await record(
    0,
    idle.map((owner) => update(owner)),
  )
  await schema.admin.query(`update signal_events set expires_at = now() - interval '1 second'`)
  await schema.admin.query(`update signal_subjects set expires_at = now() - interval '1 second'`)
  const busy = fresh('owner')
  await record(1, [update(busy)])
  expect(await countOf('signal_events')).toBe(10 + 1 - 2)
  expect(await countOf('signal_subjects')).toBe(11)
  for (const n of range(12)) await record(n, [update(busy)])
  expect(await countOf('signal_subjects')).toBe(1)
  expect(await countOf('signal_weights')).toBe(3)
  expect(await countOf('signal_events')).toBe(13)
})

it('sweeps from many processes at once, and none of them waits for another for ever', async () => {
  const idle = range(60).map(() => fresh('owner'))
  await record(
    0,
    idle.flatMap((owner) => range(4).map(() => update(owner))),
  )
  await schema.admin.query(`update signal_events set expires_at = now() - interval '1 second' where random() < 0.5`)
  await schema.admin.query(`update signal_subjects set expires_at = now() - interval '1 second'`)
  const calls = range(80).map((n) => record(n, [update(fresh('owner'))]))
  expect((await Promise.all(calls)).flat()).toEqual(Array(80).fill('applied'))
})
