import type { PostVisibility } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { type Change, Oracle, type OraclePost, type OracleRules } from '../src'

const NOW = 1_000

/** A post named after its place in time: `p(3)` is newer than `p(2)`. */
function p(place: number, authorId: string, more: Partial<OraclePost> = {}): Change {
  const id = `p${place}`
  const position = place.toString(16).padStart(16, '0')
  return {
    type: 'publish',
    post: { id, position, authorId, kind: 'post', state: 'visible', visibility: 'public', ...more },
  }
}

function repost(place: number, authorId: string, of: number, originalAuthorId: string): Change {
  return p(place, authorId, { kind: 'repost', repostOf: { postId: `p${of}`, authorId: originalAuthorId } })
}

function relation(
  type: 'follow' | 'unfollow' | 'approve' | 'block' | 'unblock' | 'mute' | 'unmute',
  pair: string,
): Change {
  const [userId = '', targetId = ''] = pair.split(' ')
  return { type, userId, targetId }
}

function after(changes: readonly Change[], rules?: OracleRules): Oracle {
  return changes.reduce((oracle, change) => oracle.after(change), new Oracle(rules))
}

function home(...changes: readonly Change[]): readonly string[] {
  return after(changes).home('me', NOW)
}

describe('the home timeline', () => {
  it('has the posts of followees and of the viewer, newest first', () => {
    expect(home(relation('follow', 'me ann'), p(1, 'ann'), p(3, 'me'), p(2, 'bob'), p(4, 'ann'))).toEqual([
      'p4',
      'p3',
      'p1',
    ])
  })

  it('has old posts of a new followee', () => {
    expect(home(p(1, 'ann'), relation('follow', 'me ann'))).toEqual(['p1'])
  })

  it('loses an unfollowed author, and gets them back', () => {
    const past = [relation('follow', 'me ann'), p(1, 'ann'), relation('unfollow', 'me ann')]
    expect(home(...past)).toEqual([])
    expect(home(...past, relation('follow', 'me ann'))).toEqual(['p1'])
  })

  it('waits for the approval of a private account', () => {
    const past: Change[] = [
      { type: 'account', userId: 'ann', visibility: 'private' },
      p(1, 'ann'),
      relation('follow', 'me ann'),
    ]
    expect(home(...past)).toEqual([])
    expect(home(...past, relation('approve', 'me ann'))).toEqual(['p1'])
  })

  it('keeps accepted follows when an account becomes private, and pending ones when it becomes public', () => {
    const toPrivate: Change = { type: 'account', userId: 'ann', visibility: 'private' }
    const toPublic: Change = { type: 'account', userId: 'ann', visibility: 'public' }
    expect(home(relation('follow', 'me ann'), toPrivate, p(1, 'ann'))).toEqual(['p1'])
    expect(home(toPrivate, relation('follow', 'me ann'), toPublic, p(1, 'ann'))).toEqual([])
    expect(home(toPrivate, relation('follow', 'me ann'), toPublic, relation('follow', 'me ann'), p(1, 'ann'))).toEqual([
      'p1',
    ])
  })

  it('has followers-only posts, and private ones of the viewer alone', () => {
    const visible = (visibility: PostVisibility): Partial<OraclePost> => ({ visibility })
    const posts = [p(1, 'ann', visible('followers')), p(2, 'ann', visible('private')), p(3, 'me', visible('private'))]
    expect(home(relation('follow', 'me ann'), ...posts)).toEqual(['p3', 'p1'])
  })

  it('has nothing deleted, withheld or expired', () => {
    const posts = [p(1, 'me'), p(2, 'me'), p(3, 'me', { expiresAtMs: NOW }), p(4, 'me', { expiresAtMs: NOW + 1 })]
    const deleted: Change = { type: 'post-state', postId: 'p1', state: 'deleted' }
    const withheld: Change = { type: 'post-state', postId: 'p2', state: 'withheld' }
    expect(home(...posts, deleted, withheld)).toEqual(['p4'])
    expect(home(...posts, deleted, withheld, { ...withheld, state: 'visible' })).toEqual(['p4', 'p2'])
    expect(home(...posts, deleted, { ...deleted, state: 'visible' })).toEqual(['p4', 'p2'])
  })

  it('ends with a block, either way, and stays ended', () => {
    for (const pair of ['me ann', 'ann me']) {
      const past = [relation('follow', 'me ann'), p(1, 'ann'), relation('block', pair)]
      expect(home(...past)).toEqual([])
      expect(home(...past, relation('unblock', pair))).toEqual([])
      expect(home(...past, relation('follow', 'me ann'))).toEqual([])
      expect(home(...past, relation('unblock', pair), relation('follow', 'me ann'))).toEqual(['p1'])
    }
  })

  it('hides the muted, until they are unmuted', () => {
    const past = [relation('follow', 'me ann'), p(1, 'ann'), relation('mute', 'me ann')]
    expect(home(...past)).toEqual([])
    expect(home(relation('mute', 'ann me'), ...past, relation('unmute', 'me ann'))).toEqual(['p1'])
  })

  it('has a repost only where the original may be seen', () => {
    const past = [relation('follow', 'me ann'), p(1, 'bob'), repost(2, 'ann', 1, 'bob')]
    expect(home(...past)).toEqual(['p2'])
    expect(home(...past, { type: 'post-state', postId: 'p1', state: 'deleted' })).toEqual([])
    expect(home(...past, { type: 'post-visibility', postId: 'p1', visibility: 'followers' })).toEqual([])
    expect(home(...past, { type: 'account', userId: 'bob', visibility: 'private' })).toEqual([])
    expect(home(...past, relation('mute', 'me bob'))).toEqual([])
    expect(home(...past, relation('block', 'me bob'))).toEqual([])
    expect(home(...past, relation('block', 'bob me'))).toEqual([])
    expect(home(...past, relation('block', 'ann bob'))).toEqual(['p2'])
  })

  it('hides reposts whose original was among the 40 shown before', () => {
    const far = Array.from({ length: 39 }, (_, index) => p(100 + index, 'me'))
    const twice = [relation('follow', 'me ann'), p(1, 'bob'), repost(2, 'ann', 1, 'bob')]
    expect(home(...twice, ...far, repost(200, 'me', 1, 'bob'))).not.toContain('p2')
    expect(home(...twice, ...far, p(150, 'me'), repost(200, 'me', 1, 'bob'))).toContain('p2')
  })

  it('never hides a post for its reposts, but a repost for its post', () => {
    expect(home(p(5, 'me'), repost(6, 'me', 5, 'me'))).toEqual(['p6', 'p5'])
    expect(home(p(5, 'me'), repost(4, 'me', 5, 'me'))).toEqual(['p5'])
  })

  it('has replies to strangers only if it is told to', () => {
    const reply = (place: number, authorId: string, to: string): Change =>
      p(place, authorId, { kind: 'reply', inReplyTo: { postId: 'p1', authorId: to } })
    const past = [relation('follow', 'me ann'), reply(2, 'ann', 'bob'), reply(3, 'ann', 'me'), reply(4, 'me', 'bob')]
    expect(after(past).home('me', NOW)).toEqual(['p4', 'p3', 'p2'])
    const rules = { replies: 'both-followed' } as const
    expect(after(past, rules).home('me', NOW)).toEqual(['p4', 'p3'])
    expect(after([...past, relation('follow', 'me bob')], rules).home('me', NOW)).toEqual(['p4', 'p3', 'p2'])
  })
})

describe('the user timeline', () => {
  const user = (...changes: readonly Change[]): readonly string[] => after(changes).user('me', 'ann', NOW)

  it('needs no follow, and knows no mutes and no repeated reposts', () => {
    const posts = [
      p(1, 'ann'),
      repost(2, 'ann', 1, 'ann'),
      repost(3, 'ann', 1, 'ann'),
      p(4, 'ann', { visibility: 'followers' }),
    ]
    expect(user(relation('mute', 'me ann'), ...posts)).toEqual(['p3', 'p2', 'p1'])
    expect(user(relation('follow', 'me ann'), ...posts)).toEqual(['p4', 'p3', 'p2', 'p1'])
  })

  it('of a private account is for its accepted followers', () => {
    const past: Change[] = [
      p(1, 'ann'),
      { type: 'account', userId: 'ann', visibility: 'private' },
      relation('follow', 'me ann'),
    ]
    expect(user(...past)).toEqual([])
    expect(user(...past, relation('approve', 'me ann'))).toEqual(['p1'])
  })

  it('is empty while either blocks the other', () => {
    expect(user(p(1, 'ann'), relation('block', 'me ann'))).toEqual([])
    expect(user(p(1, 'ann'), relation('block', 'ann me'))).toEqual([])
  })

  it('shows the author everything that is there', () => {
    const posts = [p(1, 'ann', { visibility: 'private' }), p(2, 'ann', { visibility: 'followers' })]
    expect(
      after([{ type: 'account', userId: 'ann', visibility: 'private' }, ...posts]).user('ann', 'ann', NOW),
    ).toEqual(['p2', 'p1'])
  })
})

describe('an oracle', () => {
  it('does not change: a later one knows more', () => {
    const before = after([p(1, 'me')])
    const later = before.after({ type: 'post-state', postId: 'p1', state: 'deleted' })
    expect(before.home('me', NOW)).toEqual(['p1'])
    expect(later.home('me', NOW)).toEqual([])
  })
})
