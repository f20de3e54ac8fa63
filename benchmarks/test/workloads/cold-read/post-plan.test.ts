import { SeededRandom } from '@feed-engine/simulation'
import { expect, it } from 'vitest'
import { postPlan } from '../../../src/workloads/cold-read/population'

const POSTS = [
  { authors: 3, each: 2 },
  { authors: 1, each: 4 },
]

it('every author has the posts of each group, in an order that the seed draws', () => {
  const plan = postPlan({ posts: POSTS }, new SeededRandom(1))
  expect([...plan].sort()).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 2, 2])
  expect(plan).toEqual(postPlan({ posts: POSTS }, new SeededRandom(1)))
  expect(plan).not.toEqual([...plan].sort())
})
