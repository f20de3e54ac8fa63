import { expect, test } from 'vitest'
import { scale } from '../../src/workloads/scale/index'
import { changed, embeddedSettings } from './embedded-settings'

test('each curve has a point for each size, and workers none where stores cannot be shared', async () => {
  const outcomes = await scale.run(embeddedSettings())
  const curves = new Map<string, number[]>()
  for (const { point, variant } of outcomes) {
    const { axis = '', at = Number.NaN } = point ?? {}
    curves.set(axis, [...(curves.get(axis) ?? []), at])
    expect(variant).toContain(`${at}`)
  }
  expect(Object.fromEntries(curves)).toEqual({
    'users, push': [5, 10],
    'users, warm read': [5, 10],
    'followers, push': [2, 8],
    'followees, warm read': [2, 8],
    'followees, cold read': [2, 8],
    'pull authors, warm read': [1, 6],
    'entries of a timeline, push': [60, 80],
    'entries of a timeline, warm read': [60, 80],
  })
})

test('fails if somebody was not pushed to', async () => {
  const lossy = embeddedSettings((stores) => ({
    ...stores,
    timelines: changed(stores.timelines, { push: async ({ feeds }) => feeds.map(() => 'absent' as const) }),
  }))
  await expect(scale.run(lossy)).rejects.toThrow(/^0 of \d+ entries were pushed$/)
})

test('fails if a read was not served as it should be', async () => {
  const cold = embeddedSettings((stores) => ({
    ...stores,
    timelines: changed(stores.timelines, { read: async () => null }),
  }))
  await expect(scale.run(cold)).rejects.toThrow(/^a page of \d+ is live, not cached$/)
})
