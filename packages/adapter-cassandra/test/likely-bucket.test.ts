import { expect, it } from 'vitest'
import { LikelyBucket } from '../src/posts/likely-bucket'
import { range } from './support/data'

it('the likely bucket is that of most authors, and of most lately', () => {
  const likely = new LikelyBucket()
  expect(likely.value).toBeUndefined()
  for (const bucket of [3, 4, 4, 3, 4]) likely.vote(bucket)
  expect(likely.value).toBe(4)
  for (const _ of range(10_000)) likely.vote(4)
  for (const _ of range(100)) likely.vote(5)
  expect(likely.value).toBe(4)
  likely.vote(5)
  expect(likely.value).toBe(5)
})
