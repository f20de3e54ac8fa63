import { describe, expect, test } from 'vitest'
import type { BodyCodec, FeedItem, Post } from '../../src/index'
import { type Body, followAll, say, type TestEngine, World } from '../support/world'

interface Mutable {
  [name: string]: unknown
}

/** Overwrites whatever can be reached from a value. */
function vandalise(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value) || Object.isFrozen(value)) return
  seen.add(value)
  const target = value as Mutable
  for (const name of Object.keys(target)) {
    vandalise(target[name], seen)
    target[name] = 'vandalised'
  }
  if (Array.isArray(value)) value.length = 0
}

async function scene(): Promise<{ readonly world: World; readonly engine: TestEngine }> {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  await followAll(engine, ['viewer'], ['author'])
  return { world, engine }
}

const rich = (originalId: string, list: string[]) => ({
  authorId: 'author',
  body: { text: 'text' },
  quoteOf: originalId,
  topics: list,
  mediaRefs: list,
  contentType: 'text/plain',
})

describe('what came out is the caller’s own:', () => {
  test('overwriting posts, originals, items, pages and lists reaches no store and no other answer', async () => {
    const { engine } = await scene()
    const original = await say(engine, 'other', 'original')
    const published = await engine.publish(rich(original.id, ['one', 'two']))
    await engine.publish({ authorId: 'author', repostOf: original.id })
    const { id: postId } = published
    const { id: originalId } = original
    const looks = async (): Promise<unknown[]> => [
      await engine.homeTimeline({ viewerId: 'viewer' }),
      await engine.homeTimeline({ viewerId: 'viewer', read: 'strict' }),
      await engine.userTimeline({ viewerId: 'viewer', authorId: 'author' }),
      await engine.getPost({ viewerId: 'viewer', postId }),
    ]
    await looks()
    const before = JSON.stringify(await looks())
    for (const answer of await looks()) vandalise(answer)
    vandalise(published)
    expect(JSON.stringify(await looks())).toBe(before)
    const changed = await engine.setPostVisibility({ postId: originalId, authorId: 'other', visibility: 'public' })
    vandalise(changed)
    const again = await looks()
    expect(JSON.stringify(again)).toBe(before.replace(/("kind":"post","version":)1/g, '$12'))
  })

  test('two answers share nothing', async () => {
    const { engine } = await scene()
    const { id } = await engine.publish(rich((await say(engine, 'other', 'original')).id, ['one']))
    const read = async (): Promise<Post<Body>> => {
      const post = await engine.getPost({ viewerId: 'viewer', postId: id })
      if (post === null) throw new Error('no post')
      return post
    }
    const [one, two] = [await read(), await read()]
    expect(one).toEqual(two)
    for (const name of ['body', 'quoteOf', 'topics', 'mediaRefs'] as const) {
      expect(one[name]).toBeDefined()
      expect(one[name]).not.toBe(two[name])
    }
  })
})

describe('what went in is copied:', () => {
  test('overwriting a request, frozen or not, changes nothing', async () => {
    const { engine } = await scene()
    const { id: originalId } = await say(engine, 'other', 'original')
    const request = rich(originalId, ['one', 'two'])
    const running = engine.publish(request)
    vandalise(request)
    const post = await running
    expect(post).toMatchObject({ body: { text: 'text' }, topics: ['one', 'two'], mediaRefs: ['one', 'two'] })
    expect(await engine.getPost({ viewerId: 'viewer', postId: post.id })).toEqual(post)

    const frozen = Object.freeze(rich(originalId, Object.freeze(['one']) as string[]))
    expect(await engine.publish(frozen)).toMatchObject({ topics: ['one'] })
  })

  test('a body is stored as it was when it was published', async () => {
    const { engine } = await scene()
    const body = { text: 'then' }
    const running = engine.publish({ authorId: 'author', body })
    body.text = 'later'
    const post = await running
    expect(post.body).toEqual({ text: 'then' })
    expect(post.body).not.toBe(body)
  })

  test('a codec may write all bodies into one buffer', async () => {
    const buffer = new Uint8Array(64)
    const bodyCodec: BodyCodec<Body> = {
      encode({ text }) {
        const { written } = new TextEncoder().encodeInto(text, buffer)
        return buffer.subarray(0, written)
      },
      decode: (bytes) => ({ text: new TextDecoder().decode(bytes) }),
    }
    const world = new World()
    const engine = world.engine({ workers: 'none', bodyCodec })
    const names = ['one', 'two', 'three', 'four']
    const posts = await Promise.all(names.map((text) => say(engine, 'author', text, { idempotencyKey: text })))
    expect(posts.map(({ body }) => body?.text)).toEqual(names)
    const again = await Promise.all(names.map((text) => say(engine, 'author', text, { idempotencyKey: text })))
    expect(again).toEqual(posts)
  })

  test('options are read once', async () => {
    const world = new World()
    const options = { timeline: { maxEntries: 500 }, limits: { bodyBytes: 100 }, feed: { replies: 'all' as const } }
    const engine = world.engine({ workers: 'none', ...options })
    vandalise(options)
    await say(engine, 'author', 'post')
    const page = await engine.homeTimeline({ viewerId: 'author' })
    expect(page.items).toHaveLength(1)
  })
})

test('a decoder that hands out one object to all is the application’s affair, a decoder that fails is an error', async () => {
  const world = new World()
  const engine = world.engine({
    workers: 'none',
    bodyCodec: {
      encode: ({ text }) => new TextEncoder().encode(text),
      decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Body,
    },
  })
  await expect(say(engine, 'author', 'no JSON')).rejects.toMatchObject({ code: 'INVALID_BODY', field: 'body' })
})

test('items are plain objects without surprises', async () => {
  const { engine } = await scene()
  await say(engine, 'author', 'post')
  const page = await engine.homeTimeline({ viewerId: 'viewer' })
  expect(structuredClone(page)).toEqual(page)
  const item: FeedItem<Body> | undefined = page.items[0]
  expect(Object.getPrototypeOf(item)).toBe(Object.prototype)
  expect(Object.keys(item?.post ?? {})).not.toContain('fingerprint')
  expect(Object.keys(item?.post ?? {})).not.toContain('position')
  expect(Object.keys(item?.post ?? {})).not.toContain('delivery')
})
