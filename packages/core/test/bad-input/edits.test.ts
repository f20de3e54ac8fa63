import { describe, expect, test } from 'vitest'
import type { EditPostRequest } from '../../src/index'
import { NOT_TEXT } from '../support/bad-values'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, expectUnwritten, forget, watchedEngine } from '../support/watched'
import { type Body, say } from '../support/world'

const watched = watchedEngine()
const { engine } = watched
const POST = { postId: '4294967296000001', authorId: 'alice' }
const edit = (given: object): Promise<unknown> => engine.editPost({ ...POST, ...given } as EditPostRequest<Body>)

describe('editPost', () => {
  test('refuses an edit that changes nothing', async () => {
    const refused = { code: 'INVALID_ARGUMENT', field: 'request' } as const
    for (const nothing of [{}, { body: undefined }, { expectedVersion: 1 }]) {
      await expectRefusal(() => edit(nothing), refused)
    }
    expectUntouched(watched)
  })

  test('refuses bodies that publish refuses', async () => {
    const circular: { self?: unknown } = {}
    circular.self = circular
    await expectRefusal(() => edit({ body: circular }), { code: 'INVALID_BODY', field: 'body' })
    await expectRefusal(() => edit({ body: { text: SECRET.padEnd(70_000, 'x') } }), {
      code: 'PAYLOAD_TOO_LARGE',
      field: 'body',
    })
    expectUntouched(watched)
  })

  test.each(['topics', 'mediaRefs'])('refuses %s that publish refuses', async (field) => {
    await expectRefusals(
      NOT_TEXT.filter(([name]) => name !== 'an array'),
      (value) => edit({ [field]: value }),
      { code: 'INVALID_ARGUMENT', field },
    )
    await expectRefusals(NOT_TEXT, (value) => edit({ [field]: ['a', value] }), {
      code: 'INVALID_ARGUMENT',
      field: `${field}[1]`,
    })
    await expectRefusal(() => edit({ [field]: Array.from({ length: 33 }, String) }), {
      code: 'INVALID_ARGUMENT',
      field,
    })
    expectUntouched(watched)
  })

  test('refuses a content type that publish refuses', async () => {
    const refused = { code: 'INVALID_ARGUMENT', field: 'contentType' } as const
    await expectRefusals([...NOT_TEXT, ['an empty text', '']], (contentType) => edit({ contentType }), refused)
    expectUntouched(watched)
  })

  test('refuses what is no version', async () => {
    const values = [
      ['zero', 0],
      ['a fraction', 1.5],
      ['too large', 2 ** 53],
      ['a text', '1'],
      ['null', null],
      ['NaN', Number.NaN],
    ] as const
    await expectRefusals(values, (expectedVersion) => edit({ topics: [], expectedVersion }), {
      code: 'INVALID_ARGUMENT',
      field: 'expectedVersion',
    })
    expectUntouched(watched)
  })

  test('refuses a repost without a body of its own, and edits one that has a body', async () => {
    const original = await say(engine, 'alice', 'original')
    const bare = await engine.publish({ authorId: 'bob', repostOf: original.id })
    const comment = await engine.publish({ authorId: 'bob', repostOf: original.id, body: { text: 'look' } })
    await forget(watched)
    const own = { authorId: 'bob', body: { text: 'look here' } }
    await expectRefusal(() => engine.editPost({ ...own, postId: bare.id }), {
      code: 'INVALID_ARGUMENT',
      field: 'postId',
    })
    expectUnwritten(watched)
    expect((await engine.editPost({ ...own, postId: comment.id })).body).toEqual(own.body)
  })
})

test('postHistory without a store that keeps one is UNSUPPORTED', async () => {
  const { stores } = watched.world
  const posts = new Proxy(stores.posts, {
    get(target, name) {
      if (name === 'history') return undefined
      if (name === 'capabilities') return { ...target.capabilities, history: false }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const without = watched.world.engine({ workers: 'none', stores: { ...stores, posts } })
  const { id: postId } = await say(without, 'alice', 'post')
  await without.editPost({ postId, authorId: 'alice', body: { text: 'better' } })
  await expectRefusal(() => without.postHistory({ postId, viewerId: 'alice' }), {
    code: 'UNSUPPORTED',
    field: undefined,
  })
})
