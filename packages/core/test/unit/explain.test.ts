import { expect, test } from 'vitest'
import { explain } from '../../src/ranking/explain'

const RANKED = { position: '1', score: 0.5, multipliers: { recency: 1 } }

test.each([
  [{ relationship: 0.2, engagement: 0.1, affinity: 0 }, 'relationship'],
  [{ relationship: 0.1, engagement: 0.2, affinity: 0 }, 'engagement'],
  [{ relationship: 0.1, engagement: 0.1, affinity: 0.05 }, 'relationship'],
  [{ relationship: 0, engagement: 0, affinity: 0 }, 'recency'],
  [{}, 'recency'],
])('the main reason of %o is %s', (terms, reason) => {
  expect(explain({ ...RANKED, terms })?.mainReason).toBe(reason)
})

test('a post that stands by its time has no reason', () => {
  expect(explain({ ...RANKED, terms: {}, multipliers: {} })).toBeUndefined()
})
