import type { FeedItem, FeedPage, Post } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { Oracle, type OraclePost } from '../src'
import type { PostBody } from '../src/client/body'
import { checkPage, type PageQuestion } from '../src/truth/page-check'

function made(place: number, more: Partial<OraclePost> = {}): OraclePost {
  const position = place.toString(16).padStart(16, '0')
  return { id: `p${place}`, position, authorId: 'me', kind: 'post', state: 'visible', visibility: 'public', ...more }
}

function item(post: OraclePost): FeedItem<PostBody> {
  const { position: _, ...envelope } = post
  const shown: Post<PostBody> = { ...envelope, createdAtMs: 0, version: 1, body: { tag: post.id } }
  const why = { reason: 'own', source: 'timeline' } as const
  if (post.repostOf === undefined) return { post: shown, why }
  return { post: shown, why, original: { ...shown, id: post.repostOf.postId } }
}

function pageOf(posts: readonly OraclePost[], nextCursor?: string): FeedPage<PostBody> {
  return {
    items: posts.map(item),
    freshness: 'cached',
    degraded: [],
    ...(nextCursor === undefined ? {} : { nextCursor }),
  }
}

function worldOf(posts: readonly OraclePost[]): Oracle {
  return posts.reduce((oracle, post) => oracle.after({ type: 'publish', post }), new Oracle())
}

const POSTS = [made(1), made(2), made(3), made(4)]
const [ONE, TWO, THREE, FOUR] = POSTS as [OraclePost, OraclePost, OraclePost, OraclePost]

function check(page: FeedPage<PostBody>, more: Partial<PageQuestion> = {}): () => unknown {
  return () =>
    checkPage({
      view: { kind: 'home', viewerId: 'me' },
      page,
      limit: 3,
      scroll: { shown: [] },
      worlds: [worldOf(POSTS)],
      fromMs: 0,
      toMs: 0,
      editionsOf: () => [0],
      unknownPosts: false,
      isApplied: () => true,
      ...more,
    })
}

describe('the check of a page', () => {
  it('passes what is right, and says how far the scroll has come', () => {
    expect(check(pageOf([FOUR, THREE, TWO], 'c'))()).toEqual({ before: TWO.position, shown: ['p4', 'p3', 'p2'] })
    expect(check(pageOf([ONE]), { scroll: { before: TWO.position, shown: [] } })).not.toThrow()
  })

  it('finds an edition that is older than the one acknowledged before the read', () => {
    const editionsOf = (postId: string): readonly number[] => (postId === THREE.id ? [4, 5] : [0])
    expect(check(pageOf([FOUR, THREE, TWO], 'c'), { editionsOf })).toThrow('shows edition 0 of p3 instead of 4 or 5')
  })

  it('finds a post that nobody has published', () => {
    expect(check(pageOf([made(9), FOUR, THREE], 'c'))).toThrow('nobody has published')
  })

  it('finds a post that may not be seen', () => {
    const worlds = [worldOf([...POSTS, made(9, { state: 'deleted' })])]
    expect(check(pageOf([made(9), FOUR, THREE], 'c'), { worlds })).toThrow('may not see')
  })

  it('lets a post be there or not while that is open', () => {
    const world = worldOf(POSTS)
    const worlds = [world, world.after({ type: 'post-state', postId: 'p4', state: 'deleted' })]
    expect(check(pageOf([FOUR, THREE, TWO], 'c'), { worlds })).not.toThrow()
    expect(check(pageOf([THREE, TWO, ONE]), { worlds })).not.toThrow()
    expect(check(pageOf([FOUR, TWO, ONE]), { worlds })).toThrow('lacks p3')
  })

  it('finds a post that is missing, if it was applied', () => {
    expect(check(pageOf([FOUR, TWO, ONE]))).toThrow('lacks p3')
    expect(check(pageOf([FOUR, THREE]))).toThrow('lacks p2')
    expect(check(pageOf([FOUR, TWO, ONE]), { isApplied: ({ id }) => id !== 'p3' })).not.toThrow()
  })

  it('finds disorder and repetition', () => {
    expect(check(pageOf([THREE, FOUR, TWO], 'c'))).toThrow('out of order')
    expect(check(pageOf([FOUR, FOUR, THREE], 'c'))).toThrow('out of order')
    expect(check(pageOf([TWO, ONE]), { scroll: { before: TWO.position, shown: [] } })).toThrow('out of order')
  })

  it('finds a page that is too long, or too short', () => {
    expect(check(pageOf([FOUR, THREE, TWO], 'c'), { limit: 2 })).toThrow('more than the limit')
    expect(check(pageOf([FOUR, THREE], 'c'))).toThrow('2 items instead of 3')
  })

  it('finds a cursor that leads nowhere', () => {
    expect(check(pageOf([THREE, TWO, ONE], 'c'), { scroll: { before: FOUR.position, shown: [] } })).toThrow(
      'nothing is left',
    )
  })

  it('finds repeated reposts, and asks for those that are not repeated', () => {
    const repost = made(5, { kind: 'repost', repostOf: { postId: 'p1', authorId: 'me' } })
    const again = made(6, { kind: 'repost', repostOf: { postId: 'p1', authorId: 'me' } })
    const worlds = [worldOf([...POSTS, repost, again])]
    expect(check(pageOf([again, FOUR, THREE], 'c'), { worlds })).not.toThrow()
    expect(check(pageOf([again, repost, FOUR], 'c'), { worlds })).toThrow('whose original was shown before')
    expect(check(pageOf([FOUR, THREE, TWO], 'c'), { worlds })).toThrow('lacks p6')
    expect(check(pageOf([FOUR, THREE, TWO], 'c'), { worlds, scroll: { shown: ['p1'] } })).not.toThrow()
  })

  it('finds a repost without its original, and another visibility', () => {
    const repost = made(5, { kind: 'repost', repostOf: { postId: 'p1', authorId: 'me' } })
    const { original: _, ...bare } = item(repost)
    const worlds = [worldOf([...POSTS, repost])]
    const page = { ...pageOf([FOUR, THREE], 'c'), items: [bare, item(FOUR), item(THREE)] }
    expect(check(page, { worlds })).toThrow('another original')
    const stale = pageOf([{ ...FOUR, visibility: 'private' }, THREE, TWO], 'c')
    expect(check(stale)).toThrow('a visibility that it does not have')
  })

  it('allows for the skew of clocks when posts expire', () => {
    const expiring = made(9, { expiresAtMs: 700 })
    const worlds = [worldOf([...POSTS, expiring])]
    const at = (nowMs: number): Partial<PageQuestion> => ({ worlds, fromMs: nowMs, toMs: nowMs })
    expect(check(pageOf([FOUR, THREE, TWO], 'c'), at(100))).toThrow('lacks p9')
    expect(check(pageOf([FOUR, THREE, TWO], 'c'), at(500))).not.toThrow()
    expect(check(pageOf([expiring, FOUR, THREE], 'c'), at(500))).not.toThrow()
    expect(check(pageOf([expiring, FOUR, THREE], 'c'), at(700))).toThrow('may not see')
  })
})
