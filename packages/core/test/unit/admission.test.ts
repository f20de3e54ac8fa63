import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PostRecord, Relation } from '../../src/index'
import { type AdmissionRules, admit, type DropReason } from '../../src/read/admission'

const STRANGER: Relation = { follow: 'none', blocking: false, blockedBy: false, muting: false, account: 'public' }
const FRIEND: Relation = { ...STRANGER, follow: 'accepted' }

const POST: PostRecord = {
  id: '1',
  position: '0000000000000001',
  authorId: 'author',
  createdAtMs: 0,
  kind: 'post',
  version: 1,
  state: 'visible',
  visibility: 'public',
  delivery: { pushFrom: 0 },
  body: new Uint8Array(1),
  fingerprint: '',
}

const HOME: AdmissionRules = { viewerId: 'viewer', nowMs: 1_000, home: true, replies: 'all' }
const USER: AdmissionRules = { ...HOME, home: false }

interface Case {
  readonly name: string
  readonly post?: Partial<PostRecord> | undefined
  /** Relation to the author; `null`: the graph did not say. */
  readonly relation?: Relation | null
  readonly original?: Partial<PostRecord> | null
  readonly originalRelation?: Relation | null
  readonly parentRelation?: Relation
  readonly rules?: Partial<AdmissionRules>
  readonly home: DropReason | null
  readonly user: DropReason | null
}

const REPOST = { kind: 'repost', repostOf: { postId: '2', authorId: 'ann' } } as const
const REPLY = { kind: 'reply', inReplyTo: { postId: '2', authorId: 'ann' } } as const
const BOTH = { replies: 'both-followed' } as const
const OWN = { authorId: 'viewer' } as const

const CASES: readonly Case[] = [
  { name: 'a public post of a followee', home: null, user: null },
  { name: 'a public post of a stranger', relation: STRANGER, home: 'not-followed', user: null },
  { name: 'a post of an unknown relation', relation: null, home: 'visibility', user: 'visibility' },
  { name: 'a pending follow', relation: { ...FRIEND, follow: 'pending' }, home: 'not-followed', user: null },
  { name: 'a deleted post', post: { state: 'deleted' }, home: 'deleted', user: 'deleted' },
  { name: 'a deleted post of one’s own', post: { ...OWN, state: 'deleted' }, home: 'deleted', user: 'deleted' },
  { name: 'a withheld post', post: { state: 'withheld' }, home: 'withheld', user: 'withheld' },
  { name: 'a withheld post of one’s own', post: { ...OWN, state: 'withheld' }, home: 'withheld', user: 'withheld' },
  { name: 'a post that expires now', post: { expiresAtMs: 1_000 }, home: 'expired', user: 'expired' },
  { name: 'a post that expires next', post: { expiresAtMs: 1_001 }, home: null, user: null },
  { name: 'an expired post of one’s own', post: { ...OWN, expiresAtMs: 1 }, home: 'expired', user: 'expired' },
  { name: 'a private post', post: { visibility: 'private' }, home: 'visibility', user: 'visibility' },
  { name: 'a private post of one’s own', post: { ...OWN, visibility: 'private' }, home: null, user: null },
  { name: 'a post for followers', post: { visibility: 'followers' }, home: null, user: null },
  {
    name: 'a post for followers, to a stranger',
    post: { visibility: 'followers' },
    relation: STRANGER,
    home: 'visibility',
    user: 'visibility',
  },
  { name: 'a private account, to a follower', relation: { ...FRIEND, account: 'private' }, home: null, user: null },
  {
    name: 'a private account, to a stranger',
    relation: { ...STRANGER, account: 'private' },
    home: 'visibility',
    user: 'visibility',
  },
  {
    name: 'a private account, to one who waits',
    relation: { ...STRANGER, follow: 'pending', account: 'private' },
    home: 'visibility',
    user: 'visibility',
  },
  { name: 'a blocked author', relation: { ...FRIEND, blocking: true }, home: 'blocked', user: 'blocked' },
  { name: 'an author who blocks', relation: { ...FRIEND, blockedBy: true }, home: 'blocked', user: 'blocked' },
  { name: 'a muted author', relation: { ...FRIEND, muting: true }, home: 'muted', user: null },
  { name: 'a repost', post: REPOST, original: {}, home: null, user: null },
  { name: 'a repost of what is gone', post: REPOST, original: null, home: 'original', user: 'original' },
  {
    name: 'a repost of a deleted post',
    post: REPOST,
    original: { state: 'deleted' },
    home: 'original',
    user: 'original',
  },
  {
    name: 'a repost of an expired post',
    post: REPOST,
    original: { expiresAtMs: 1 },
    home: 'original',
    user: 'original',
  },
  {
    name: 'a repost of a post for followers, to a stranger',
    post: REPOST,
    original: { visibility: 'followers' },
    home: 'original',
    user: 'original',
  },
  {
    name: 'a repost from a private account, to a stranger',
    post: REPOST,
    original: {},
    originalRelation: { ...STRANGER, account: 'private' },
    home: 'original',
    user: 'original',
  },
  {
    name: 'a repost of a muted author',
    post: REPOST,
    original: {},
    originalRelation: { ...STRANGER, muting: true },
    home: 'original',
    user: null,
  },
  {
    name: 'a repost of a blocked author',
    post: REPOST,
    original: {},
    originalRelation: { ...STRANGER, blocking: true },
    home: 'original',
    user: 'original',
  },
  {
    name: 'a repost of an author whom the graph says nothing about',
    post: REPOST,
    original: {},
    originalRelation: null,
    home: 'original',
    user: 'original',
  },
  {
    name: 'a repost of one’s own private post',
    post: REPOST,
    original: { ...OWN, visibility: 'private' },
    home: null,
    user: null,
  },
  {
    name: 'one’s own repost of a deleted post',
    post: { ...REPOST, ...OWN },
    original: null,
    home: 'original',
    user: 'original',
  },
  { name: 'a reply to a stranger', post: REPLY, home: null, user: null },
  { name: 'a reply to a stranger, both ends', post: REPLY, rules: BOTH, home: 'reply', user: null },
  {
    name: 'a reply to a followee, both ends',
    post: REPLY,
    rules: BOTH,
    parentRelation: FRIEND,
    home: null,
    user: null,
  },
  {
    name: 'a reply to oneself, both ends',
    post: { ...REPLY, inReplyTo: { postId: '2', authorId: 'viewer' } },
    rules: BOTH,
    home: null,
    user: null,
  },
  {
    name: 'an author’s reply to their own post, both ends',
    post: { ...REPLY, inReplyTo: { postId: '2', authorId: 'author' } },
    rules: BOTH,
    home: null,
    user: null,
  },
]

function judge(given: Case, rules: AdmissionRules): DropReason | null {
  const post = { ...POST, ...given.post }
  const original = given.original ? { ...POST, id: '2', authorId: 'ann', ...given.original } : undefined
  const relations = new Map<string, Relation>()
  const know = (userId: string, relation: Relation | null): unknown => relation && relations.set(userId, relation)
  know('author', given.relation === undefined ? FRIEND : given.relation)
  know('ann', given.parentRelation ?? (given.originalRelation === undefined ? STRANGER : given.originalRelation))
  return admit(
    post,
    { ...rules, ...given.rules },
    {
      post: (postId) => (postId === '2' ? original : undefined),
      relation: (userId) => relations.get(userId),
    },
  )
}

describe.each(CASES)('$name', (given) => {
  test('on the home timeline', () => expect(judge(given, HOME)).toBe(given.home))
  test('on a user timeline', () => expect(judge(given, USER)).toBe(given.user))
})

test('what is missing is dropped', () => {
  const nothing = { post: () => undefined, relation: () => undefined }
  expect(admit(undefined, HOME, nothing)).toBe('missing')
})

test('what is shown on the home timeline is shown on the user timeline', () => {
  const relation: fc.Arbitrary<Relation> = fc.record({
    follow: fc.constantFrom('none', 'pending', 'accepted'),
    blocking: fc.boolean(),
    blockedBy: fc.boolean(),
    muting: fc.boolean(),
    account: fc.constantFrom('public', 'private'),
  })
  const post = fc.record({
    state: fc.constantFrom('visible' as const, 'withheld' as const),
    visibility: fc.constantFrom('public' as const, 'followers' as const, 'private' as const),
    expiresAtMs: fc.constantFrom(999, 1_000, 1_001),
  })
  fc.assert(
    fc.property(post, relation, fc.boolean(), post, relation, (own, toAuthor, isRepost, original, toAnn) => {
      const given = {
        name: '',
        post: { ...own, ...(isRepost ? REPOST : {}) },
        relation: toAuthor,
        original,
        originalRelation: toAnn,
        home: null,
        user: null,
      }
      const [home, user] = [judge(given, HOME), judge(given, USER)]
      if (home === null) expect(user).toBeNull()
      const leaks = toAuthor.blocking || toAuthor.blockedBy || own.visibility === 'private' || own.state === 'withheld'
      if (leaks) expect(user).not.toBeNull()
    }),
    { numRuns: 1_000 },
  )
})
