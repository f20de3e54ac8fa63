import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createFeedEngine } from '@feed-engine/core'
import pg from 'pg'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPostgresStores, migrate } from '../../src'
import { freshSchemaName, serverOptions } from '../support/schema'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const readme = readFileSync(here('../../README.md'), 'utf8')

/** Code of the first block in a language, or of the first one with some text. */
function block(language: string, having = ''): string {
  const blocks = readme.split(`\`\`\`${language}\n`).slice(1)
  const found = blocks.map((rest) => rest.split('```')[0] ?? '').find((code) => code.includes(having))
  if (found === undefined) throw new Error('there is no such block')
  return found
}

/** A database of its own, since the text uses the schema that is the default. */
let database: string
let admin: pg.Pool

beforeEach(async () => {
  database = freshSchemaName()
  admin = new pg.Pool({ ...serverOptions(), max: 1 })
  await admin.query(`create database ${database}`)
})
afterEach(async () => {
  await admin.query(`drop database ${database} with (force)`)
  await admin.end()
})

const optionsOf = (user = serverOptions().user, password = serverOptions().password) => ({
  ...serverOptions(),
  database,
  user,
  password,
})

async function inDatabase(text: string): Promise<void> {
  const client = new pg.Client(optionsOf())
  await client.connect()
  await client.query(text).finally(() => client.end())
}

it('has an example that runs', async () => {
  expect(block('ts')).toBe(readFileSync(here('example.ts'), 'utf8'))
  const { host, port, user, password } = serverOptions()
  vi.stubEnv('DATABASE_URL', `postgres://${user}:${password}@${host}:${port}/${database}`)
  const print = vi.spyOn(console, 'log').mockReturnValue(undefined)
  try {
    await import('./example')
    expect(print.mock.calls).toEqual([['bob: hello']])
  } finally {
    print.mockRestore()
    vi.unstubAllEnvs()
  }
})

it('has a script that leaves nothing to migrate', async () => {
  const script = block('bash').replace(/^cd .*$/m, 'psql() { cat; }')
  const sql = execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: here('../../migrations'),
    env: { ...process.env, DATABASE_URL: '' },
    encoding: 'utf8',
  })
  await inDatabase(sql)
  expect(await migrate(optionsOf())).toEqual([])
})

it('names the rights that an engine needs, and how to remove a group', async () => {
  await migrate(optionsOf())
  const role = `${database}_app`
  await inDatabase(
    `create role ${role} login password 'secret'; ${block('sql', 'grant').replaceAll('to app', `to ${role}`)}`,
  )
  const stores = createPostgresStores(optionsOf(role, 'secret'))
  const engine = createFeedEngine({ stores, cursor: { keys: [{ id: 'k', secret: 'x'.repeat(32) }] } })
  await engine.follow({ followerId: 'ann', followeeId: 'bob' })
  await engine.homeTimeline({ viewerId: 'ann' })
  const { id } = await engine.publish({ authorId: 'bob', body: 'text' })
  await engine.drain()
  expect((await engine.homeTimeline({ viewerId: 'ann' })).items).toMatchObject([
    { post: { id }, why: { source: 'timeline' } },
  ])
  await engine.close()

  const names = { topic: 'posts', group: 'old' }
  await stores.bus.ensureGroup(names)
  await stores.bus.ensureGroup({ ...names, group: 'new' })
  await inDatabase(block('sql', 'bus_groups'))
  const client = new pg.Client(optionsOf())
  await client.connect()
  const { rows } = await client.query(`
    select distinct name from feed_engine.bus_queue left join feed_engine.bus_groups using (group_id)
    union select distinct name from feed_engine.bus_lanes left join feed_engine.bus_groups using (group_id)`)
  expect(rows).toEqual([{ name: 'new' }])
  await client.end()
  await stores.close()
  await inDatabase(`drop owned by ${role}; drop role ${role}`)
})
