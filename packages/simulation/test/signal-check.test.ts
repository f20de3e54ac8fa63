import { describe, expect, it } from 'vitest'
import { deedOf } from '../src/truth/deeds'
import { Interactions } from '../src/truth/interactions'
import { checkVector, HALF_LIVES } from '../src/truth/signal-check'

const NOW_MS = 1_000_000
const target = { authorId: 'ann', topics: ['tea'] }

function like(interactions: Interactions, atMs: number, certain = true): void {
  const told = interactions.begin(deedOf('me', { kind: 'like', atMs, target }))
  if (certain) interactions.acknowledge(told)
}

function check(interactions: Interactions, value: number, atMs = NOW_MS): () => void {
  const entries = value === 0 ? [] : [{ key: 'ann', value, atMs }]
  return () => checkVector(interactions.of('me'), { viewerId: 'me', signal: 'affinity', entries, nowMs: NOW_MS })
}

describe('the check of signals', () => {
  it('adds up what was acknowledged, each as it weighs by now', () => {
    const interactions = new Interactions()
    like(interactions, NOW_MS)
    like(interactions, NOW_MS - HALF_LIVES.affinity)
    expect(check(interactions, 1.5)).not.toThrow()
    expect(check(interactions, 3, NOW_MS - HALF_LIVES.affinity)).not.toThrow()
    expect(check(interactions, 1.500002)).toThrow('has 1.500002 for ann instead of 1.5')
    expect(check(interactions, 1)).toThrow('instead of 1.5')
    expect(check(interactions, 0)).toThrow('has 0 for ann')
  })

  it('lets what nobody knows the outcome of count or not, but not in part, and nothing that was denied', () => {
    const interactions = new Interactions()
    like(interactions, NOW_MS)
    like(interactions, NOW_MS, false)
    interactions.deny(interactions.begin(deedOf('me', { kind: 'reply', atMs: NOW_MS, target })))
    expect(check(interactions, 1)).not.toThrow()
    expect(check(interactions, 2)).not.toThrow()
    expect(check(interactions, 1.5)).toThrow('instead of 1 and some of 1')
    expect(check(interactions, 4)).toThrow('instead of 1')
  })

  it('looks at no sum of many doubts, but at their bounds', () => {
    const interactions = new Interactions()
    for (let count = 0; count < 20; count++) like(interactions, NOW_MS, false)
    expect(check(interactions, 20)).not.toThrow()
    expect(check(interactions, 0)).not.toThrow()
    expect(check(interactions, 21)).toThrow('instead of 0')
  })
})

describe('authors of whom fewer should be seen', () => {
  const wish = (interactions: Interactions, kind: 'hide' | 'unhide', atMs: number): (() => void) => {
    const told = interactions.begin(deedOf('me', { kind, atMs, target }))
    return () => interactions.acknowledge(told)
  }
  const hidden = (interactions: Interactions): string => {
    const { must, may } = interactions.hiddenFrom('me', interactions.appliedUpTo)
    return `${must.has('ann') ? 'must' : ''} ${may.has('ann') ? 'may' : ''}`.trim()
  }

  it('may be hidden once that was asked for, and have to be when it is applied', () => {
    const interactions = new Interactions()
    expect(hidden(interactions)).toBe('')
    const acknowledge = wish(interactions, 'hide', 1)
    expect(hidden(interactions)).toBe('may')
    acknowledge()
    expect(hidden(interactions)).toBe('may')
    interactions.applied(interactions.acknowledged, NOW_MS)
    expect(hidden(interactions)).toBe('must may')
  })

  it('may be shown once that was asked for later, and have to be when it is applied', () => {
    const interactions = new Interactions()
    wish(interactions, 'hide', 5)()
    interactions.applied(interactions.acknowledged, NOW_MS)
    const early = wish(interactions, 'unhide', 4)
    early()
    expect(hidden(interactions)).toBe('must may')
    const acknowledge = wish(interactions, 'unhide', 5)
    expect(hidden(interactions)).toBe('may')
    acknowledge()
    interactions.applied(interactions.acknowledged, NOW_MS)
    expect(hidden(interactions)).toBe('')
  })
})
