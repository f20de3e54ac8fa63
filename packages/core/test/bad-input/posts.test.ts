import { describe, expect, test } from 'vitest'
import { uuidv7Codec } from '../../src/index'
import { BAD_IDS, BAD_POST_IDS, NOT_TEXT } from '../support/bad-values'
import { POST_METHODS } from '../support/methods'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, expectUnwritten, forget, watchedEngine } from '../support/watched'
import { say } from '../support/world'

const snowflake = watchedEngine()
const uuid = watchedEngine({ ids: uuidv7Codec() })

describe.each([
  { codec: 'snowflake', watched: snowflake, postId: '4294967296000001' },
  { codec: 'uuidv7', watched: uuid, postId: '018cc251-f400-7000-8000-000000000000' },
])('with $codec ids', ({ watched, postId }) => {
  const { engine } = watched

  describe.each(POST_METHODS)('$name', ({ call, request, userIds, choices }) => {
    const valid = { ...request, postId }

    test('refuses what is no post id', async () => {
      const values = [...BAD_POST_IDS, ['missing', undefined] as const]
      const refused = { code: 'INVALID_ID', field: 'postId' } as const
      await expectRefusals(values, (value) => call(engine, { ...valid, postId: value }), refused)
      expectUntouched(watched)
    })

    test.each(userIds)('refuses a bad %s', async (field) => {
      const values = [...BAD_IDS, ['missing', undefined] as const]
      await expectRefusals(values, (value) => call(engine, { ...valid, [field]: value }), { code: 'INVALID_ID', field })
      expectUntouched(watched)
    })

    test.each(choices)('refuses a bad %s', async (field) => {
      const values = [...NOT_TEXT, ['missing', undefined], ['a word', SECRET]] as const
      const refused = { code: 'INVALID_ARGUMENT', field } as const
      await expectRefusals(values, (value) => call(engine, { ...valid, [field]: value }), refused)
      expectUntouched(watched)
    })
  })
})

describe('ids of the other codec', () => {
  test('are none', async () => {
    await expectRefusal(
      () => snowflake.engine.getPost({ postId: '018cc251-f400-7000-8000-000000000000', viewerId: 'alice' }),
      { code: 'INVALID_ID', field: 'postId' },
    )
    for (const postId of [
      '4294967296000001',
      '018CC251-f400-7000-8000-000000000000',
      '018cc251f40070008000000000000000',
      '{018cc251-f400-7000-8000-000000000000}',
      '018cc251-f400-4000-8000-000000000000',
      '018cc251-f400-7000-c000-000000000000',
    ]) {
      await expectRefusal(() => uuid.engine.getPost({ postId, viewerId: 'alice' }), {
        code: 'INVALID_ID',
        field: 'postId',
      })
    }
    expectUntouched(snowflake)
    expectUntouched(uuid)
  })
})

describe('posts of others, of nobody, and of the past', () => {
  const { engine } = snowflake

  test('somebody else’s post can be neither deleted nor changed', async () => {
    const post = await say(engine, 'alice', 'mine')
    await forget(snowflake)
    const theirs = { postId: post.id, authorId: 'mallory' }
    const forbidden = { code: 'FORBIDDEN', field: 'authorId' } as const
    await expectRefusal(() => engine.deletePost(theirs), forbidden)
    await expectRefusal(() => engine.setPostVisibility({ ...theirs, visibility: 'private' }), forbidden)
    await expectRefusal(() => engine.editPost({ ...theirs, body: { text: 'theirs' } }), forbidden)
    expectUnwritten(snowflake)
    expect(await engine.getPost({ postId: post.id, viewerId: 'bob' })).toEqual(post)
  })

  test('what is not there is not found, and null to a reader', async () => {
    const request = { postId: '123456789', authorId: 'alice' }
    const missing = { code: 'NOT_FOUND', field: 'postId' } as const
    await expectRefusal(() => engine.deletePost(request), missing)
    await expectRefusal(() => engine.setPostVisibility({ ...request, visibility: 'public' }), missing)
    await expectRefusal(() => engine.editPost({ ...request, body: { text: 'better' } }), missing)
    await expectRefusal(() => engine.withholdPost({ postId: request.postId }), missing)
    await expectRefusal(() => engine.releasePost({ postId: request.postId }), missing)
    expect(await engine.postHistory({ postId: '123456789', viewerId: 'alice' })).toEqual([])
    expect(await engine.getPost({ postId: '123456789', viewerId: 'alice' })).toBeNull()
    expectUnwritten(snowflake)
  })

  test('a deleted post stays deleted: once more is no error, changing it is GONE', async () => {
    const post = await say(engine, 'alice', 'mine')
    const request = { postId: post.id, authorId: 'alice' }
    await engine.deletePost(request)
    await engine.deletePost(request)
    await forget(snowflake)
    const gone = { code: 'GONE', field: 'postId' } as const
    await expectRefusal(() => engine.setPostVisibility({ ...request, visibility: 'public' }), gone)
    await expectRefusal(() => engine.editPost({ ...request, body: { text: 'better' } }), gone)
    await expectRefusal(() => engine.withholdPost({ postId: post.id }), gone)
    await expectRefusal(() => engine.releasePost({ postId: post.id }), gone)
    expect(await engine.postHistory({ postId: post.id, viewerId: 'alice' })).toEqual([])
    expect(await engine.getPost({ postId: post.id, viewerId: 'alice' })).toBeNull()
  })
})
