import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uuidv7Codec } from '../../src/index'
import { followAll, say, sayMany, World, wholeHome } from '../support/world'

const WINDOW = 40

interface Line {
  readonly id: string
  readonly original: string
  readonly isRepost: boolean
}

/** The definition: from the top down, without the reposts whose original is among those of the 40 lines before. */
function visibleLines(lines: readonly Line[]): readonly string[] {
  const shown: Line[] = []
  for (const line of lines) {
    const repeated = shown.slice(-WINDOW).some(({ original }) => original === line.original)
    if (!line.isRepost || !repeated) shown.push(line)
  }
  return shown.map(({ id }) => id)
}

const steps = fc.array(fc.oneof(fc.constant('post' as const), fc.nat(12)), { minLength: 60, maxLength: 130 })

test('a repeated repost is hidden alike whatever the page size, from a timeline and from the stores', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 2 }),
      async (script, limits) => {
        const world = new World()
        const engine = world.engine({ workers: 'none', timeline: { maxEntries: 50 } })
        await followAll(engine, ['viewer'], ['author', 'ben', 'cat'])
        const lines: Line[] = []
        for (const [index, step] of script.entries()) {
          const target = typeof step === 'number' ? lines[lines.length - 1 - step] : undefined
          if (target === undefined) {
            const { id } = await say(engine, 'author', `post ${index}`)
            lines.push({ id, original: id, isRepost: false })
          } else {
            const { id } = await engine.publish({ authorId: index % 2 === 0 ? 'ben' : 'cat', repostOf: target.id })
            lines.push({ id, original: target.original, isRepost: true })
          }
        }
        const expected = visibleLines(lines.reverse())
        for (const limit of [1, ...limits, 100]) {
          expect(await wholeHome(engine, 'viewer', limit)).toEqual(expected)
          expect(await wholeHome(engine, 'viewer', limit, 'strict')).toEqual(expected)
        }
      },
    ),
    { numRuns: 12 },
  )
})

test.each([{}, { ids: uuidv7Codec() }])('the window is 40 lines deep, to the line', async (options) => {
  for (const between of [39, 40]) {
    const engine = new World().engine({ workers: 'none', ...options })
    await followAll(engine, ['viewer'], ['author', 'ben'])
    const original = await say(engine, 'stranger', 'original')
    const lower = await engine.publish({ authorId: 'ben', repostOf: original.id })
    await sayMany(engine, 'author', 'between', between)
    const upper = await engine.publish({ authorId: 'author', repostOf: original.id })
    for (const limit of [1, 20, 100]) {
      const shown = await wholeHome(engine, 'viewer', limit)
      expect(shown[0]).toBe(upper.id)
      expect(shown.includes(lower.id)).toBe(between === 40)
    }
  }
})

test('a repost of a repost shows the first original, with its body, and as the caller’s own copy', async () => {
  const engine = new World().engine({ workers: 'none' })
  await followAll(engine, ['viewer'], ['cat'])
  const original = await say(engine, 'ann', 'original')
  const first = await engine.publish({ authorId: 'ben', repostOf: original.id })
  const second = await engine.publish({ authorId: 'cat', repostOf: first.id, body: { text: 'look' } })
  expect(second.repostOf).toEqual({ postId: original.id, authorId: 'ann' })
  const { items } = await engine.homeTimeline({ viewerId: 'viewer' })
  expect(items).toMatchObject([{ post: second, original, why: { reason: 'followed', source: 'timeline' } }])
})

test('a user timeline shows every repost', async () => {
  const engine = new World().engine({ workers: 'none' })
  const original = await say(engine, 'ann', 'original')
  for (let time = 0; time < 3; time++) await engine.publish({ authorId: 'ann', repostOf: original.id })
  expect((await engine.userTimeline({ viewerId: 'viewer', authorId: 'ann' })).items).toHaveLength(4)
})
