import { expect, test } from 'vitest'
import { openLiveFeed } from '../../src/live-feed/live-feed'
import { celebrityPost } from '../../src/workloads/celebrity-post/index'
import { watchFor } from '../../src/workloads/celebrity-post/watch-for'
import { embeddedSettings } from './embedded-settings'

test('posts of celebrities are written nowhere, or everywhere, and seen either way', async () => {
  const outcomes = await celebrityPost.run(embeddedSettings())
  const rows = outcomes.map(({ variant, figures }) => [
    variant,
    figures['timelines written per post'],
    Number(figures['authors pulled per read']) > 0,
    Number(figures['publish to visible, p99 ms']) > 0,
  ])
  expect(rows).toEqual([
    ['one celebrity, pulled, 20 followers each', 0, true, true],
    ['3 celebrities at once, pulled, 20 followers each', 0, true, true],
    // The author's own timeline is one more.
    ['one celebrity, pushed to all, 20 followers each', 21, false, true],
    ['3 celebrities at once, pushed to all, 20 followers each', 21, false, true],
  ])
})

test('a watch ends when all posts were seen, and not before', async () => {
  const feed = await openLiveFeed(embeddedSettings())
  await feed.engine.follow({ followerId: 'viewer', followeeId: 'author' })
  const publish = async (text: string) => (await feed.engine.publish({ authorId: 'author', body: { text } })).id
  const first = await publish('first')
  let told: ((ids: readonly string[]) => void) | undefined
  const posts = new Promise<readonly string[]>((resolve) => {
    told = resolve
  })
  let ended = false
  const watch = watchFor(feed, 'viewer', posts).finally(() => {
    ended = true
  })
  const second = await publish('second')
  expect(ended).toBe(false)
  const publishedAtMs = performance.now()
  const third = await publish('third')
  told?.([third, first, second])
  const [thirdAtMs = 0, firstAtMs = 0] = await watch
  expect(thirdAtMs).toBeGreaterThan(publishedAtMs)
  expect(firstAtMs).toBeLessThanOrEqual(thirdAtMs)
  await feed.end()
})

test('a watch ends with what it watches for', async () => {
  const feed = await openLiveFeed(embeddedSettings())
  expect(await watchFor(feed, 'viewer', Promise.reject(new Error('not published')))).toEqual([])
  await feed.end()
})
