import { beforeAll, describe, expect, test } from 'vitest'
import type { HomeTimelineRequest, MarkSeenRequest, NewPostsRequest } from '../../src/index'
import { BAD_IDS, BAD_POST_IDS, NOT_REQUESTS, NOT_TEXT } from '../support/bad-values'
import { expectRefusal, expectRefusals } from '../support/refusal'
import { expectUntouched, forget, watchedEngine } from '../support/watched'
import { sayMany } from '../support/world'

const watched = watchedEngine()
const { engine, world } = watched
let topCursor = ''
let nextCursor = ''

const home = (given: object): Promise<unknown> =>
  engine.homeTimeline({ viewerId: 'alice', ...given } as HomeTimelineRequest)
const fresh = (given: object): Promise<unknown> =>
  engine.newPosts({ viewerId: 'alice', since: topCursor, ...given } as NewPostsRequest)
const mark = (given: object): Promise<unknown> =>
  engine.markSeen({ viewerId: 'alice', postIds: ['4294967296000001'], ...given } as MarkSeenRequest)

beforeAll(async () => {
  await sayMany(engine, 'alice', 'post', 3)
  const page = await engine.homeTimeline({ viewerId: 'alice', limit: 2 })
  topCursor = page.topCursor ?? ''
  nextCursor = page.nextCursor ?? ''
  await forget(watched)
})

const INVALID = { code: 'CURSOR_INVALID', field: 'since' } as const

describe('a top cursor', () => {
  test('is the only kind that since takes, and no cursor to go on with', async () => {
    for (const call of [home, fresh]) {
      await expectRefusals(BAD_IDS, (since) => call({ since }), INVALID)
      await expectRefusal(() => call({ since: nextCursor }), INVALID)
      await expectRefusal(() => call({ since: `${topCursor}A` }), INVALID)
      await expectRefusal(() => call({ viewerId: 'bob', since: topCursor }), { code: 'CURSOR_SCOPE', field: 'since' })
    }
    await expectRefusal(() => home({ cursor: topCursor }), { code: 'CURSOR_INVALID', field: 'cursor' })
    const ofUser = { viewerId: 'alice', authorId: 'alice', cursor: topCursor }
    await expectRefusal(() => engine.userTimeline(ofUser), { code: 'CURSOR_SCOPE', field: 'cursor' })
    expectUntouched(watched)
  })

  test('goes neither with a cursor nor with a ranked order', async () => {
    const refused = { code: 'INVALID_ARGUMENT', field: 'since' } as const
    await expectRefusal(() => home({ since: topCursor, cursor: nextCursor }), refused)
    await expectRefusal(() => home({ since: topCursor, ranking: 'ranked' }), refused)
    expectUntouched(watched)
  })

  test('is on first pages alone, those of empty and of ranked feeds too', async () => {
    expect(await engine.homeTimeline({ viewerId: 'nobody' })).toHaveProperty('topCursor')
    expect(await engine.homeTimeline({ viewerId: 'alice', ranking: 'ranked' })).toHaveProperty('topCursor')
    expect(await engine.homeTimeline({ viewerId: 'alice', cursor: nextCursor })).not.toHaveProperty('topCursor')
    expect(await engine.userTimeline({ viewerId: 'bob', authorId: 'alice' })).not.toHaveProperty('topCursor')
    await forget(watched)
  })
})

test('newPosts refuses what is no cap', async () => {
  const caps = [...NOT_TEXT.filter(([name]) => name !== 'a number'), ['zero', 0], ['101', 101], ['1.5', 1.5]] as const
  await expectRefusals(caps, (cap) => fresh({ cap }), { code: 'INVALID_ARGUMENT', field: 'cap' })
  expectUntouched(watched)
})

describe('markSeen', () => {
  test('refuses what is no request, no viewer, no list of post ids', async () => {
    const argument = { code: 'INVALID_ARGUMENT', field: 'request' } as const
    await expectRefusals(NOT_REQUESTS, (request) => engine.markSeen(request as MarkSeenRequest), argument)
    await expectRefusals(BAD_IDS, (viewerId) => mark({ viewerId }), { code: 'INVALID_ID', field: 'viewerId' })
    const lists = [
      ...NOT_TEXT.filter(([name]) => name !== 'an array'),
      ['none', []],
      ['101', Array(101).fill('1')],
    ] as const
    await expectRefusals(lists, (postIds) => mark({ postIds }), { code: 'INVALID_ARGUMENT', field: 'postIds' })
    const refused = { code: 'INVALID_ID', field: 'postIds[1]' } as const
    await expectRefusals(BAD_POST_IDS, (postId) => mark({ postIds: ['4294967296000001', postId] }), refused)
    expectUntouched(watched)
  })
})

test('without stores.signals seen posts are UNSUPPORTED, and so named', async () => {
  const { signals: _, ...stores } = world.stores
  const without = world.engine({ workers: 'none', stores })
  const seen = { viewerId: 'alice', postIds: ['4294967296000001'] }
  const missing = { code: 'UNSUPPORTED', field: undefined } as const
  expect((await expectRefusal(() => without.markSeen(seen), missing)).message).toContain('stores.signals')
  const hidden = { code: 'UNSUPPORTED', field: 'hideSeen' } as const
  const error = await expectRefusal(() => without.homeTimeline({ viewerId: 'alice', hideSeen: true }), hidden)
  expect(error.message).toContain('stores.signals')
})

test('hideSeen is a boolean', async () => {
  const values = NOT_TEXT.filter(([name]) => name !== 'a boolean')
  await expectRefusals(values, (hideSeen) => home({ hideSeen }), { code: 'INVALID_ARGUMENT', field: 'hideSeen' })
  expectUntouched(watched)
})
