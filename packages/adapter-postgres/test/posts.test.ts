import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { inSchema } from '../src/database/statement'
import { LIST_BEFORE, LIST_NEWEST } from '../src/posts/post-statements'
import { event, post, range } from './support/data'
import { createSchema, type TestSchema } from './support/schema'

let schema: TestSchema
let processes: PostgresStores[]

beforeAll(async () => {
  schema = await createSchema()
  processes = range(3).map(() => createPostgresStores(schema.options))
})
afterAll(async () => {
  await Promise.all(processes.map((stores) => stores.close()))
  await schema.drop()
})

const storesOf = (n: number): PostgresStores => processes[n % processes.length] as PostgresStores

it('leaves one post, one event and one answer of many puts under one id or one key, by many processes', async () => {
  for (const round of range(20)) {
    const tenant = `puts ${round}`
    const sameId = round % 2 === 0
    const results = await Promise.all(
      range(9).map((n) => {
        const given = post(sameId ? round : 100 * round + n, { fingerprint: `try ${n}` })
        const key = sameId ? {} : { idempotencyKey: 'key' }
        return storesOf(n).posts.put({ tenant, post: given, events: [event('key', n)], ...key })
      }),
    )
    const created = results.flatMap(({ status }, n) => (status === 'created' ? [n] : []))
    expect(created).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'exists') expect(result.post.fingerprint).toBe(`try ${created[0]}`)
      else expect(result.status).toBe('created')
    }
    expect(await rowsOf(tenant)).toBe(1)
  }
  expect(await storesOf(0).posts.outbox.pending()).toBe(20)
})

it('never shows a post that was deleted while it was put, updated and deleted at once', async () => {
  for (const round of range(20)) {
    const tenant = `deletes ${round}`
    const given = post(round)
    const names = { tenant, postId: given.id, authorId: given.authorId, events: [] }
    const results = await Promise.all([
      ...range(3).map((n) => storesOf(n).posts.put({ tenant, post: given, events: [] })),
      ...range(3).map((n) => storesOf(n).posts.update({ ...names, change: { visibility: 'followers' } })),
      ...range(3).map((n) => storesOf(n).posts.tombstone({ ...names, position: given.position })),
    ])
    expect(results.filter(({ status }) => status === 'deleted')).toHaveLength(1)
    const found = (await storesOf(0).posts.getMany({ tenant, postIds: [given.id] })).get(given.id)
    if (found !== undefined) expect([found.state, found.body.length]).toEqual(['deleted', 0])
    expect(await storesOf(1).posts.put({ tenant, post: given, events: [] })).toEqual({ status: 'gone' })
  }
})

it('finds the newest posts of an author by index alone, however many there are and however deep the page', async () => {
  await schema.admin.query(
    `insert into posts (tenant, post_id, position, author_id, created_at_ms, version, push_from, state, visibility, kind, fingerprint, body)
    select 'many', n::text, decode(lpad(to_hex(n), 16, '0'), 'hex'), 'author ' || n % 10, 0, 1, 0, 'visible', 'public', 'post', '', ''
    from generate_series(1, 20000) n`,
  )
  await schema.admin.query('analyze posts')
  const client = await schema.admin.connect()
  await client.query('set plan_cache_mode = force_generic_plan')
  const bounds = "'{0000000000001000,ffff}'"
  for (const [name, { text }, given] of [
    ['newest', LIST_NEWEST, "'many', '{author 1,author 2}', 5"],
    ['before', LIST_BEFORE, `'many', '{author 1,author 2}', 5, ${bounds}`],
  ] as const) {
    await client.query(`prepare ${name} as ${inSchema(text, schema.options.schema ?? '')}`)
    const { rows } = await client.query(`explain (analyze, format json) execute ${name}(${given})`)
    const scan = scansOf(rows[0]['QUERY PLAN'][0].Plan).find((node) => node['Relation Name'] === 'posts')
    expect(scan).toMatchObject({ 'Node Type': 'Index Only Scan', 'Index Name': 'posts_by_author', 'Actual Rows': 5 })
    expect(scan?.['Rows Removed by Filter'] ?? 0).toBe(0)
  }
  client.release()
})

async function rowsOf(tenant: string): Promise<number> {
  return (await schema.admin.query('select from posts where tenant = $1', [tenant])).rows.length
}

interface PlanNode {
  readonly Plans?: readonly PlanNode[]
  readonly [field: string]: unknown
}

function scansOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(scansOf)]
}
