import { cellOf } from '@feed-engine/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { range, TENANT } from './support/data'
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

const graphOf = (n: number) => (processes[n % processes.length] as PostgresStores).graph
const follow = (n: number, followerId: string, followeeId: string, tenant = TENANT) =>
  graphOf(n).follow({ tenant, followerId, followeeId, maxFollowees: 1_000 })

/** What the tables say, against what the counters say. */
async function ensureConsistent(tenant: string): Promise<void> {
  const underBlock = `select from follows join blocks using (tenant) where tenant = $1
    and (follower_id, followee_id) in ((user_id, target_id), (target_id, user_id))`
  expect((await schema.admin.query(underBlock, [tenant])).rows).toHaveLength(0)
  const wrongCounts = `
    with edges as (select * from follows where tenant = $1), counted as (
      select user_id, followees, pending,
        (select count(*) from edges where follower_id = user_id and version is not null) as real_followees,
        (select count(*) from edges where follower_id = user_id and version is null) as real_pending,
        (select coalesce(sum(followers), 0) from follower_counts c where c.tenant = $1 and c.user_id = viewers.user_id) as followers,
        (select count(*) from edges where followee_id = user_id and version is not null) as real_followers
      from viewers where tenant = $1
    )
    select * from counted
    where followees <> real_followees or pending <> real_pending or followers <> real_followers`
  expect((await schema.admin.query(wrongCounts, [tenant])).rows).toEqual([])
}

it('has no follow under a block, and right counts, after any changes at once by many processes', async () => {
  const users = ['a', 'b', 'c']
  const pairs = users.flatMap((one) => users.filter((other) => other !== one).map((other) => [one, other] as const))
  for (const round of range(30)) {
    const tenant = `round ${round}`
    await graphOf(0).setAccountVisibility({ tenant, userId: 'c', visibility: 'private' })
    await Promise.all(
      pairs.flatMap(([one, other], n) => [
        follow(n, one, other, tenant),
        graphOf(n + 1).approveFollow({ tenant, followerId: one, followeeId: other }),
        graphOf(n + 2).unfollow({ tenant, followerId: one, followeeId: other }),
        follow(n + 1, one, other, tenant),
        ...(n % 2 === round % 2 ? [graphOf(n).block({ tenant, userId: one, targetId: other })] : []),
      ]),
    )
    await ensureConsistent(tenant)
  }
})

it('follows an author by many at once without losing one', async () => {
  const results = await Promise.all(range(150).map((n) => follow(n, `fan ${n}`, 'star', 'fans')))
  expect(results.every(({ status }) => status === 'accepted')).toBe(true)
  const counts = await graphOf(0).counts({ tenant: 'fans', userIds: ['star'] })
  expect(counts.get('star')).toEqual({ followers: 150, followees: 0 })
  await ensureConsistent('fans')
})

it('accepts nobody any more once an account is private, whoever was on the way', async () => {
  for (const round of range(15)) {
    const tenant = `private ${round}`
    const accepted = async () => (await graphOf(0).followers({ tenant, userId: 'x', limit: 100 })).userIds
    const follows = range(12).map((n) => follow(n, `fan ${n}`, 'x', tenant))
    await graphOf(round).setAccountVisibility({ tenant, userId: 'x', visibility: 'private' })
    const atOnce = await accepted()
    await Promise.all(follows)
    expect(await accepted()).toEqual(atOnce)
  }
})

it('lists followers in the order of bytes, whatever the language of the database', async () => {
  const fans = ['a', 'B', 'Z', 'z', '-', '_', 'ä', '~', '1', 'a b', 'a-b', 'ab', '\u{1f600}', '\uffe5']
  for (const fan of fans) await follow(0, fan, 'x', 'order')
  const { userIds } = await graphOf(1).followers({ tenant: 'order', userId: 'x', limit: 100 })
  const byBytes = [...fans].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  expect(userIds).toEqual(byBytes)
})

it('keeps the hash of each follower as the core makes it, for any number of cells', async () => {
  const fans = range(300).map((n) => `fan ${n} \u{1f600}`)
  for (const fan of fans) await follow(0, fan, 'x', 'cells')
  for (const count of [1, 7, 256]) {
    const cell = { index: count >> 1, count }
    const { userIds } = await graphOf(1).followers({ tenant: 'cells', userId: 'x', cell, limit: 1_000 })
    expect([...userIds].sort()).toEqual(fans.filter((fan) => cellOf(fan, count) === cell.index).sort())
  }
})
