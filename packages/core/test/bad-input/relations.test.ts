import { describe, expect, test } from 'vitest'
import { FeedError } from '../../src/index'
import { BAD_IDS, NOT_TEXT } from '../support/bad-values'
import { RELATION_METHODS } from '../support/methods'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, expectUnwritten, watchedEngine } from '../support/watched'

const watched = watchedEngine()
const { engine, calls } = watched

const FIELDS = RELATION_METHODS.flatMap((method) => method.userIds.map((field) => ({ ...method, field })))
const CHOICES = RELATION_METHODS.flatMap((method) => method.choices.map((field) => ({ ...method, field })))

test.each(FIELDS)('$name refuses a $field that is no user id', async ({ call, request, field }) => {
  const values = [...BAD_IDS, ['missing', undefined] as const]
  await expectRefusals(values, (value) => call(engine, { ...request, [field]: value }), { code: 'INVALID_ID', field })
  expectUntouched(watched)
})

test.each(CHOICES)('$name refuses a $field that is not one of its words', async ({ call, request, field }) => {
  const values = [...NOT_TEXT, ['missing', undefined], ['a word', SECRET], ['other case', 'Public']] as const
  const refused = { code: 'INVALID_ARGUMENT', field } as const
  await expectRefusals(values, (value) => call(engine, { ...request, [field]: value }), refused)
  expectUntouched(watched)
})

describe('somebody and themselves', () => {
  const pairs = RELATION_METHODS.filter(({ userIds }) => userIds.length === 2)
  test.each(pairs)('$name is refused', async ({ call, userIds: [one = '', other = ''] }) => {
    await expectRefusal(() => call(engine, { [one]: 'alice', [other]: 'alice' }), { code: 'SELF_TARGET', field: other })
    expectUntouched(watched)
  })
})

describe('what the graph refuses', () => {
  test('following while either blocks the other', async () => {
    await engine.block({ userId: 'u1', targetId: 'u2' })
    await expectRefusal(() => engine.follow({ followerId: 'u1', followeeId: 'u2' }), {
      code: 'BLOCKED',
      field: 'followeeId',
    })
    await expectRefusal(() => engine.follow({ followerId: 'u2', followeeId: 'u1' }), {
      code: 'BLOCKED',
      field: 'followeeId',
    })
  })

  test('following beyond the limit; unfollowing makes room, repeating does not count', async () => {
    const limited = watchedEngine({ limits: { followees: 2 } })
    const follow = (followeeId: string): Promise<unknown> => limited.engine.follow({ followerId: 'u', followeeId })
    await follow('a')
    await follow('b')
    expect(await follow('b')).toEqual({ state: 'accepted' })
    await expectRefusal(() => follow('c'), { code: 'FOLLOW_LIMIT', field: 'followerId' })
    await limited.engine.unfollow({ followerId: 'u', followeeId: 'a' })
    expect(await follow('c')).toEqual({ state: 'accepted' })
  })

  test('approving a follow that nobody asked for', async () => {
    await expectRefusal(() => engine.approveFollow({ followerId: 'nobody', followeeId: 'u1' }), {
      code: 'NOT_FOUND',
      field: 'followerId',
    })
  })

  test('repeating a follow, an unfollow, a mute or a block is no error', async () => {
    const follow = { followerId: 'v1', followeeId: 'v2' }
    const pair = { userId: 'v1', targetId: 'v3' }
    for (let time = 0; time < 2; time++) expect(await engine.follow(follow)).toEqual({ state: 'accepted' })
    for (let time = 0; time < 2; time++) await engine.unfollow(follow)
    for (let time = 0; time < 2; time++) await engine.mute(pair)
    for (let time = 0; time < 2; time++) await engine.unmute(pair)
    for (let time = 0; time < 2; time++) await engine.block(pair)
    for (let time = 0; time < 2; time++) await engine.unblock(pair)
  })
})

test('a directory of users turns strangers away, before anything is written', async () => {
  const users = {
    name: 'directory',
    capabilities: { durable: false, profiles: false },
    existing: async ({ userIds }: { readonly userIds: readonly string[] }) =>
      new Set(userIds.filter((userId) => userId !== 'stranger')),
    close: async () => undefined,
  }
  const known = watchedEngine()
  const engineWithDirectory = known.world.engine({ workers: 'none', stores: { ...known.world.stores, users } })
  for (const [followerId, followeeId] of [
    ['alice', 'stranger'],
    ['stranger', 'alice'],
  ] as const) {
    await expectRefusal(() => engineWithDirectory.follow({ followerId, followeeId }), { code: 'UNKNOWN_USER' })
  }
  const { relations } = await known.world.stores.graph.viewerRelations({
    tenant: 'default',
    viewerId: 'alice',
    authorIds: ['stranger'],
    readerClass: 0,
    newFolloweesLimit: 0,
  })
  expect(relations.get('stranger')?.follow).toBe('none')
  expect(await engineWithDirectory.follow({ followerId: 'alice', followeeId: 'bob' })).toEqual({ state: 'accepted' })
})

test('a failed directory is an error, not an answer', async () => {
  const users = {
    name: 'directory',
    capabilities: { durable: false, profiles: false },
    existing: async () => {
      throw new FeedError({ code: 'UNAVAILABLE', rule: 'the directory is down', retryable: true })
    },
    close: async () => undefined,
  }
  const closed = watchedEngine().world.engine({ workers: 'none' })
  await closed.close()
  const broken = watched.world.engine({ workers: 'none', stores: { ...watched.world.stores, users } })
  calls.length = 0
  await expect(broken.follow({ followerId: 'x', followeeId: 'y' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expectUnwritten(watched)
})
