import { expect, test } from 'vitest'
import { createFeedEngine } from '../../src/index'
import { BAD_IDS, BAD_POST_IDS, NOT_REQUESTS, NOT_TEXT } from '../support/bad-values'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, expectUnwritten, forget, watchedEngine } from '../support/watched'
import { type Body, CURSOR_KEYS, say } from '../support/world'

const watched = watchedEngine()
const { engine, world } = watched
const DAY_MS = 86_400_000

const record = (one: object, viewerId = 'viewer'): Promise<void> =>
  engine.recordInteractions({ viewerId, interactions: [{ kind: 'follow', authorId: 'a' }, one] } as never)

const AT = 'interactions[1]'
const POST_KINDS = ['view', 'like', 'unlike', 'reply', 'repost', 'quote'] as const
const ON_AUTHORS = ['follow', 'hide', 'unhide'] as const

test('interactions are a list of 1 to 100', async () => {
  const one = { kind: 'hide', authorId: 'a' }
  const values = [...NOT_REQUESTS.filter(([name]) => name !== 'an array'), ['none', []], ['101', Array(101).fill(one)]]
  const call = (interactions: unknown): unknown => engine.recordInteractions({ viewerId: 'v', interactions } as never)
  await expectRefusals(values as typeof NOT_REQUESTS, call, { code: 'INVALID_ARGUMENT', field: 'interactions' })
  expectUntouched(watched)
  await call(Array(100).fill(one))
  await forget(watched)
})

test('each of them is an object', async () => {
  await expectRefusals(NOT_REQUESTS, (value) => record(value as object), { code: 'INVALID_ARGUMENT', field: AT })
  const error = await expectRefusal(() => record({ kind: 'hide', authorID: 'a' }), {
    code: 'INVALID_ARGUMENT',
    field: AT,
  })
  expect(error.rule).toContain('"authorId"')
  expectUntouched(watched)
})

test('a kind is one of its words, and none of those that the engine says itself', async () => {
  const values = [...NOT_TEXT, ['missing', undefined], ['a word', SECRET], ['undone', 'unreply']] as const
  await expectRefusals(values, (kind) => record({ kind, postId: '1' }), {
    code: 'INVALID_ARGUMENT',
    field: `${AT}.kind`,
  })
  expectUntouched(watched)
})

test.each(POST_KINDS)('%s names a post, and no author', async (kind) => {
  const values = [...BAD_POST_IDS, ['missing', undefined] as const]
  await expectRefusals(values, (postId) => record({ kind, postId }), { code: 'INVALID_ID', field: `${AT}.postId` })
  const refused = { code: 'INVALID_ARGUMENT', field: `${AT}.authorId` } as const
  await expectRefusal(() => record({ kind, postId: '1', authorId: 'a' }), refused)
  expectUntouched(watched)
})

test.each(ON_AUTHORS)('%s names an author, or else a post', async (kind) => {
  const values = [...BAD_IDS, ['missing', undefined] as const]
  await expectRefusals(values, (authorId) => record({ kind, authorId }), {
    code: 'INVALID_ID',
    field: `${AT}.authorId`,
  })
  await expectRefusals(BAD_POST_IDS, (postId) => record({ kind, postId }), {
    code: 'INVALID_ID',
    field: `${AT}.postId`,
  })
  const refused = { code: 'INVALID_ARGUMENT', field: `${AT}.authorId` } as const
  await expectRefusal(() => record({ kind, postId: '1', authorId: 'a' }), refused)
  await expectRefusal(() => record({ kind, authorId: 'viewer' }), { code: 'SELF_TARGET', field: `${AT}.authorId` })
  expectUntouched(watched)
})

test('an event id is an id', async () => {
  await expectRefusals(BAD_IDS, (eventId) => record({ kind: 'hide', authorId: 'a', eventId }), {
    code: 'INVALID_ID',
    field: `${AT}.eventId`,
  })
  expectUntouched(watched)
})

test('it happened 30 days ago at most, and at most 5 seconds from now', async () => {
  const now = world.time.now()
  const at = (atMs: unknown): Promise<void> => record({ kind: 'hide', authorId: 'a', atMs })
  const values = [
    ...NOT_TEXT.filter(([name]) => name !== 'a number'),
    ['a fraction', now + 0.5],
    ['too early', now - 30 * DAY_MS - 1],
    ['too late', now + 5_001],
  ] as const
  await expectRefusals(values, at, { code: 'INVALID_ARGUMENT', field: `${AT}.atMs` })
  expectUntouched(watched)
  for (const atMs of [now - 30 * DAY_MS, now + 5_000]) await at(atMs)
  await forget(watched)
})

test('a post that the viewer may not see is not found, and nothing of the call is recorded', async () => {
  const open = await say(engine, 'author', 'open')
  const secret = await say(engine, 'author', 'secret', { visibility: 'private' })
  const gone = await say(engine, 'author', 'gone')
  await engine.deletePost({ postId: gone.id, authorId: 'author' })
  await engine.block({ userId: 'author', targetId: 'blocked' })
  await forget(watched)
  const notFound = { code: 'NOT_FOUND', field: `${AT}.postId` } as const
  for (const postId of [secret.id, gone.id, '4294967296000001']) {
    for (const kind of [...POST_KINDS, ...ON_AUTHORS]) await expectRefusal(() => record({ kind, postId }), notFound)
  }
  await expectRefusal(() => record({ kind: 'like', postId: open.id }, 'blocked'), notFound)
  await expectRefusal(() => record({ kind: 'hide', postId: open.id }, 'author'), {
    code: 'SELF_TARGET',
    field: `${AT}.postId`,
  })
  expectUnwritten(watched)
  await record({ kind: 'like', postId: secret.id }, 'author')
})

test('without a bus, or a store that learns from them, interactions are not supported', async () => {
  const { posts, graph, bus, timelines } = world.stores
  for (const stores of [
    { posts, graph },
    { posts, graph, bus, timelines },
  ]) {
    const lacking = createFeedEngine<Body>({
      stores,
      workers: 'none',
      timers: world.time,
      cursor: { keys: CURSOR_KEYS },
    })
    const call = (authorId: string): Promise<void> =>
      lacking.recordInteractions({ viewerId: 'v', interactions: [{ kind: 'hide', authorId }] })
    const error = await expectRefusal(() => call('a'), { code: 'UNSUPPORTED' })
    expect(error.rule).toContain('stores.bus')
    await expectRefusal(() => call(''), { code: 'INVALID_ID', field: 'interactions[0].authorId' })
  }
})
