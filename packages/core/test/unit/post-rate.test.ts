import { expect, test } from 'vitest'
import { POSTS_SAMPLED, postsPerDay } from '../../src/policy/post-rate'
import { seededRandom } from '../support/seeded-random'

const DAY_MS = 86_400_000

/** Ages of an author's posts, newest first, as a listing of so many has them. */
function poisson(perDay: number, random: { next(): number }): readonly number[] {
  const ages: number[] = []
  let ageMs = 0
  while (ages.length < POSTS_SAMPLED) {
    ageMs -= (Math.log(1 - random.next()) * DAY_MS) / perDay
    ages.push(ageMs)
  }
  return ages
}

test.each([0.02, 0.1, 1, 10, 1_000])('the rate of an author who posts %d times a day is found', (perDay) => {
  const random = seededRandom()
  const rates = Array.from({ length: 4_000 }, () => postsPerDay(poisson(perDay, random), true))
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  expect(mean / perDay).toBeGreaterThan(0.9)
  expect(mean / perDay).toBeLessThan(1.1)
})

test('an author without posts has none, one who begins has few', () => {
  expect(postsPerDay([], false)).toBe(0)
  expect(postsPerDay([0], false)).toBeCloseTo(1 / 7, 3)
  expect(postsPerDay([DAY_MS, 2 * DAY_MS], false)).toBeLessThan(2 / 7)
})

test('what was long ago counts little', () => {
  const old = Array.from({ length: POSTS_SAMPLED }, (_, index) => (365 + index) * DAY_MS)
  expect(postsPerDay(old, true)).toBeLessThan(1e-20)
})

test('a burst is noticed within its first posts, and is finite', () => {
  const minutes = Array.from({ length: POSTS_SAMPLED }, (_, index) => index * 60_000)
  expect(postsPerDay(minutes, true)).toBeGreaterThan(1_000)
  expect(postsPerDay(new Array<number>(POSTS_SAMPLED).fill(0), true)).toBeLessThan(30_000)
})
