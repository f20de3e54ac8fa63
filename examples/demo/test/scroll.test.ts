import type { FeedEngine, FeedItem, FeedPage } from '@feed-engine/core'
import type { Note } from '@feed-engine/example-profiles'
import { describe, expect, test } from 'vitest'
import type { ReferencePost } from '../src/reference-feed'
import { pageMatches, scrollToEnd } from '../src/scroll'

const expectedPosts: ReferencePost[] = ['5', '4', '3', '2', '1'].map((id) => ({
  id,
  authorId: 'ada',
  text: `text ${id}`,
  visibility: 'public',
}))

function item(id: string, text = `text ${id}`): FeedItem<Note> {
  const post = {
    id,
    authorId: 'ada',
    createdAtMs: 0,
    kind: 'post',
    version: 1,
    state: 'visible',
    visibility: 'public',
  } as const
  return { post: { ...post, body: { text } }, why: { reason: 'own', source: 'timeline' } }
}

function page(ids: readonly string[], more: Partial<FeedPage<Note>> = {}): FeedPage<Note> {
  return { items: ids.map((id) => item(id)), freshness: 'cached', degraded: [], ...more }
}

describe('a page', () => {
  test('matches what is below the items shown before', () => {
    expect(pageMatches(page(['5', '4'], { nextCursor: 'c' }), expectedPosts, 0)).toBe(true)
    expect(pageMatches(page(['2', '1']), expectedPosts, 3)).toBe(true)
    expect(pageMatches(page([]), [], 0)).toBe(true)
    expect(pageMatches(page(['2', '1'], { degraded: ['counters-unavailable'] }), expectedPosts, 3)).toBe(true)
  })

  test.each([
    ['an item is missing', page(['1'])],
    ['an item is repeated', page(['2', '2'])],
    ['items are in another order', page(['1', '2'])],
    ['an item is too many', page(['2', '1', '0'])],
    ['the end is not told', page(['2', '1'], { nextCursor: 'c' })],
    ['the end is told too early', page(['2'])],
    ['nothing comes before the end', page([], { nextCursor: 'c' })],
    ['a body differs', page([], { items: [item('2', 'other'), item('1')] })],
    [
      'an original is shown for an ordinary post',
      page([], { items: [{ ...item('2'), original: item('9').post }, item('1')] }),
    ],
    ['the engine says that it is degraded', page(['2', '1'], { degraded: ['scan-limit-reached'] })],
  ])('does not match if %s', (_, wrong) => {
    expect(pageMatches(wrong, expectedPosts, 3)).toBe(false)
  })
})

describe('a scroll', () => {
  async function scroll(pages: readonly FeedPage<Note>[]) {
    const served = [...pages]
    const engine = { homeTimeline: async () => served.shift() } as unknown as FeedEngine<Note>
    return scrollToEnd({ engine, viewerId: 'ada', limit: 2, expected: expectedPosts, now: () => 0 })
  }

  test('counts pages and items', async () => {
    const pages = [page(['5', '4'], { nextCursor: 'a' }), page(['3', '2'], { nextCursor: 'b' }), page(['1'])]
    expect(await scroll(pages)).toEqual({ pages: 3, items: 5, mismatches: 0, firstPageMs: 0 })
  })

  test('counts each page that differs', async () => {
    const pages = [page(['5', '3'], { nextCursor: 'a' }), page(['3', '2'], { nextCursor: 'b' }), page(['0'])]
    expect(await scroll(pages)).toMatchObject({ pages: 3, mismatches: 2 })
  })

  test('ends at an empty page', async () => {
    expect(await scroll([page([], { nextCursor: 'a' })])).toMatchObject({ pages: 1, mismatches: 1 })
  })
})
