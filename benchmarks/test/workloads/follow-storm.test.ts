import { expect, test } from 'vitest'
import { followStorm } from '../../src/workloads/follow-storm/index'
import { changed, embeddedSettings } from './embedded-settings'

test('follows are measured, and reads before and meanwhile', async () => {
  const outcomes = await followStorm.run(embeddedSettings())
  expect(outcomes.map(({ variant }) => variant)).toEqual([
    '30 follow one account, 8 in flight',
    'one account follows 30, 8 in flight',
  ])
  for (const { figures, readings } of outcomes) {
    expect(figures['reads meanwhile']).toBeGreaterThan(0)
    expect(figures['read before, p99 ms']).toBeGreaterThan(0)
    expect(figures['read meanwhile, p99 ms']).toBeGreaterThan(0)
    expect(readings['engine']?.rate).toBeGreaterThan(0)
  }
})

test('fails if pages are wrong after the storm', async () => {
  const forgetful = embeddedSettings((stores) => ({
    ...stores,
    timelines: changed(stores.timelines, {
      async read(params, call) {
        const slice = await stores.timelines.read(params, call)
        return slice === null ? null : { ...slice, entries: slice.entries.slice(1) }
      },
    }),
  }))
  await expect(followStorm.run(forgetful)).rejects.toThrow('a page after the storm is not that of the stores')
})
