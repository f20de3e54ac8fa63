import { type Counts, type Interaction, NO_COUNTS } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { checkCounts } from '../src/truth/counter-check'
import { countedOf, deedOf, removalOf } from '../src/truth/deeds'
import { Interactions, type Told } from '../src/truth/interactions'

const NOW_MS = 1_000_000
const WINDOW_ENDS_MS = NOW_MS + 60_000
const postId = 'p'
const target = { authorId: 'ann', topics: [] }

interface Done {
  readonly kind: Interaction['kind']
  readonly atMs?: number
  readonly viewerId?: string
  readonly name?: string
}

function begin(interactions: Interactions, { kind, atMs = NOW_MS, viewerId = 'me', name = 'e' }: Done): Told {
  const counted = countedOf(kind, { postId, viewerId, name, viewsUntilMs: WINDOW_ENDS_MS })
  return interactions.begin(deedOf(viewerId, { kind, atMs, target, counted }))
}

function apply(interactions: Interactions, ...done: readonly Done[]): void {
  for (const one of done) interactions.acknowledge(begin(interactions, one))
  interactions.applied(interactions.acknowledged, NOW_MS)
}

function check(interactions: Interactions, counts: Partial<Counts>, liked = false, toMs = NOW_MS): () => void {
  return () =>
    checkCounts({
      postId,
      viewerId: 'me',
      found: { counts: { ...NO_COUNTS, ...counts }, viewer: { liked } },
      told: interactions.about(postId),
      appliedUpTo: interactions.appliedUpTo,
      toMs,
    })
}

describe('the check of counters', () => {
  it('knows nothing of a post that nobody has done anything to', () => {
    const interactions = new Interactions()
    expect(check(interactions, {})).not.toThrow()
    expect(check(interactions, { reposts: 1 })).toThrow('Post p has 1 reposts for me instead of 0')
    expect(check(interactions, { likes: -1 })).toThrow('has -1 likes')
    expect(check(interactions, {}, true)).toThrow('shown as liked by me')
  })

  it('counts members, each once, by the latest that they did; at the same time by the like', () => {
    const interactions = new Interactions()
    apply(interactions, { kind: 'like' }, { kind: 'like', atMs: NOW_MS + 1 }, { kind: 'like', viewerId: 'you' })
    expect(check(interactions, { likes: 2 }, true)).not.toThrow()
    expect(check(interactions, { likes: 3 }, true)).toThrow('has 3 likes for me instead of 2')
    expect(check(interactions, { likes: 2 }, false)).toThrow('shown as not liked by me')
    apply(interactions, { kind: 'unlike', atMs: NOW_MS + 1 }, { kind: 'unlike', viewerId: 'you', atMs: NOW_MS + 1 })
    expect(check(interactions, { likes: 1 }, true)).not.toThrow()
    apply(interactions, { kind: 'unlike', atMs: NOW_MS + 2 }, { kind: 'like', viewerId: 'you', atMs: NOW_MS - 1 })
    expect(check(interactions, { likes: 0 }, false)).not.toThrow()
    expect(check(interactions, { likes: 1 }, true)).toThrow('has 1 likes')
  })

  it('lets what is not known to be applied count or not, if nothing later is', () => {
    const interactions = new Interactions()
    apply(interactions, { kind: 'like' })
    begin(interactions, { kind: 'unlike', atMs: NOW_MS - 1 })
    expect(check(interactions, { likes: 0 }, false)).toThrow('has 0 likes for me instead of 1')
    begin(interactions, { kind: 'unlike', atMs: NOW_MS + 1 })
    begin(interactions, { kind: 'reply', name: 'r' })
    expect(check(interactions, { likes: 0 }, false)).not.toThrow()
    expect(check(interactions, { likes: 1, replies: 1 }, true)).not.toThrow()
    expect(check(interactions, { likes: 1, replies: 2 }, true)).toThrow('has 2 replies for me instead of 0 to 1')
  })

  it('counts an answer until it is deleted, and nothing that was denied', () => {
    const interactions = new Interactions()
    apply(interactions, { kind: 'quote', name: 'q' }, { kind: 'quote', name: 'r' })
    interactions.deny(begin(interactions, { kind: 'quote', name: 's' }))
    expect(check(interactions, { quotes: 2 })).not.toThrow()
    expect(check(interactions, { quotes: 3 })).toThrow('has 3 quotes')
    const removal = interactions.begin(removalOf('me', { postId, counter: 'quotes', member: 'q', on: true }))
    expect(check(interactions, { quotes: 2 })).not.toThrow()
    expect(check(interactions, { quotes: 1 })).not.toThrow()
    interactions.acknowledge(removal)
    interactions.applied(interactions.acknowledged, NOW_MS)
    expect(check(interactions, { quotes: 2 })).toThrow('has 2 quotes for me instead of 1')
  })

  it('counts a view once if it was applied while it was remembered, and says nothing of one that was not', () => {
    const interactions = new Interactions()
    const view = begin(interactions, { kind: 'view' })
    expect(check(interactions, { views: 2 })).toThrow('has 2 views for me instead of 0 to 1')
    expect(check(interactions, { views: 2 }, false, WINDOW_ENDS_MS + 1)).not.toThrow()
    interactions.acknowledge(view)
    interactions.applied(interactions.acknowledged, WINDOW_ENDS_MS + 1)
    expect(check(interactions, { views: 0 }, false, WINDOW_ENDS_MS + 1)).not.toThrow()
    const other = new Interactions()
    apply(other, { kind: 'view' })
    expect(check(other, { views: 1 }, false, WINDOW_ENDS_MS + 1)).not.toThrow()
    expect(check(other, { views: 0 })).toThrow('has 0 views')
    expect(check(other, { views: 2 }, false, WINDOW_ENDS_MS + 1)).toThrow('has 2 views')
  })
})
