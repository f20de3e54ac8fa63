import { cellOf } from '@feed-engine/core'
import { expect, it } from 'vitest'
import { chunksOf, churnPlan, slicesOf } from '../../../src/workloads/fan-out/churn'

const pushesTo = (follower: number, plan: ReturnType<typeof churnPlan>) =>
  plan.filter(({ from, to }) => from <= follower && follower < to).length

it('churn gives every timeline its pushes, and no two parts of a chunk the same number', () => {
  const plan = churnPlan({ followers: 20, chunkSize: 10, pushes: 7, steps: 5 })
  const counts = Array.from({ length: 20 }, (_, follower) => pushesTo(follower, plan))
  expect(Math.min(...counts)).toBe(7)
  expect(counts.slice(0, 10)).toEqual([11, 11, 10, 10, 9, 9, 8, 8, 7, 7])
  expect(counts.slice(10)).toEqual(counts.slice(0, 10))
})

it('churn reaches 200 pushes and more unless told otherwise', () => {
  const plan = churnPlan({ followers: 64, chunkSize: 64 })
  expect(pushesTo(63, plan)).toBe(200)
  expect(pushesTo(0, plan)).toBe(263)
})

it('the last chunk holds who is left', () => {
  const chunks = chunksOf({ followers: 5, chunkSize: 2 }).map(({ userIds }) => userIds)
  expect(chunks).toEqual([['user-0', 'user-1'], ['user-2', 'user-3'], ['user-4']])
})

it('slices hold each follower once, by cell', () => {
  const slices = slicesOf({ followers: 100, chunkSize: 25 })
  expect(slices.map(({ cell }) => cell)).toEqual([0, 1, 2, 3].map((index) => ({ index, count: 4 })))
  expect(slices.flatMap(({ userIds }) => userIds).sort()).toEqual(
    chunksOf({ followers: 100, chunkSize: 100 }).flatMap(({ userIds }) => [...userIds].sort()),
  )
  for (const { userIds, cell } of slices) for (const user of userIds) expect(cellOf(user, 4)).toBe(cell?.index)
})
