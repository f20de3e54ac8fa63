import { expect, test } from 'vitest'
import { flashCrowd } from '../../src/workloads/flash-crowd/index'
import { changed, embeddedSettings } from './embedded-settings'

test('one post and one author are read beside as many reads that spread', async () => {
  const outcomes = await flashCrowd.run(embeddedSettings())
  expect(outcomes.map(({ variant, rateRatios }) => [variant, Object.keys(rateRatios)])).toEqual([
    ['one post, 6 in flight', ['spread']],
    ["one author's outbox, 6 in flight", ['spread']],
    ['home timelines with one pulled author in all of them, 6 in flight', []],
  ])
})

test('fails if a reader is shown nothing', async () => {
  const empty = embeddedSettings((stores) => ({
    ...stores,
    posts: changed(stores.posts, { getMany: async () => new Map(), versions: async () => new Map() }),
  }))
  await expect(flashCrowd.run(empty)).rejects.toThrow('a reader was shown nothing')
})
