import { highestPosition, successorOf } from '@feed-engine/core'
import { shuffled } from '../kit/random'
import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, createAll, listAll, listOne, newestFirst, remove } from './posts'

export const listByAuthors = [
  postStoreRule({
    id: 'posts.list.newest-first',
    title: 'Posts are listed newest first by position, in whatever order they were put',
    why: 'Imports and backdated posts arrive late and belong further down.',
    async run({ adapter, make, random }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const posts = Array.from({ length: 30 }, () => make.post({ authorId }))
      await createAll(adapter, tenant, shuffled(posts, random))
      const expected = newestFirst(posts.map(({ position }) => position))
      ensureEqual((await listOne(adapter, { tenant, authorId, limit: 100 })).positions, expected, 'one large page')
      for (const limit of [1, 7, 29, 30]) {
        ensureEqual(await listAll(adapter, { tenant, authorId, limit }), expected, `all pages of ${limit}`)
      }
    },
  }),
  postStoreRule({
    id: 'posts.list.exact-positions',
    title: 'Positions that differ in their last bits only are ordered and bounded exactly',
    why: 'A double holds 53 bits: ids of one millisecond would change places or vanish.',
    async run({ adapter, make, random }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const positions = make.adjacentPositions(20)
      await createAll(
        adapter,
        tenant,
        shuffled(positions, random).map((position) => make.post({ authorId, position })),
      )
      ensureEqual(await listAll(adapter, { tenant, authorId, limit: 3 }), newestFirst(positions), 'adjacent positions')
    },
  }),
  postStoreRule({
    id: 'posts.list.before-exclusive',
    title: 'Only positions strictly below `before` are listed, whether or not a post lies there',
    why: 'The last item of a page would be the first of the next one again, or one would be skipped.',
    async run({ adapter, make, width }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const [low = '', middle = '', high = ''] = make.positions(3)
      for (const position of [low, middle, high]) await create(adapter, tenant, make.post({ authorId, position }))
      const below = async (before: string) =>
        (await listOne(adapter, { tenant, authorId, before, limit: 10 })).positions
      ensureEqual(await below(high), [middle, low], 'below the newest')
      ensureEqual(await below(successorOf(middle)), [middle, low], 'below a position between two posts')
      ensureEqual(await below(middle), [low], 'below the one in the middle')
      ensureEqual(await below(low), [], 'below the oldest')
      ensureEqual(await below(highestPosition(width)), [high, middle, low], 'below the highest position')
    },
  }),
  postStoreRule({
    id: 'posts.list.answers-in-order',
    title: 'One page per author in the order asked for, each with its own bound, also for authors without posts',
    why: 'The engine matches pages with authors by their place.',
    async run({ adapter, make, random }) {
      const tenant = make.tenant()
      const authors = await Promise.all(
        make.users(60).map(async (authorId, index) => {
          const posts = Array.from({ length: index % 4 }, () => make.post({ authorId }))
          await createAll(adapter, tenant, posts)
          return { authorId, positions: posts.map(({ position }) => position) }
        }),
      )
      const asked = shuffled(authors, random)
      const bound = ({ authorId, positions }: (typeof authors)[number]) => {
        const before = positions.at(-1)
        return positions.length > 1 && before !== undefined ? { authorId, before } : { authorId }
      }
      const pages = await adapter.listByAuthors({ tenant, authors: asked.map(bound), limitPerAuthor: 2 })
      const expected = asked.map((author) => {
        const { before } = bound(author) as { before?: string }
        const below = author.positions.filter((position) => before === undefined || position < before)
        return { authorId: author.authorId, positions: newestFirst(below).slice(0, 2) }
      })
      ensureEqual(
        pages.map(({ authorId, positions }) => ({ authorId, positions })),
        expected,
        'pages of 60 authors',
      )
      ensureEqual(await adapter.listByAuthors({ tenant, authors: [], limitPerAuthor: 5 }), [], 'pages of no authors')
    },
  }),
  postStoreRule({
    id: 'posts.list.more',
    title: '`more` is true whenever posts are left below the last position',
    why: 'An engine that is told `false` ends the feed there, and the rest of the author\u2019s posts is lost.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const posts = Array.from({ length: 5 }, () => make.post({ authorId }))
      await createAll(adapter, tenant, posts)
      for (const limit of [1, 2, 4]) {
        const { more } = await listOne(adapter, { tenant, authorId, limit })
        ensure(more, `more has to be true after ${limit} of 5 posts`)
      }
    },
  }),
  postStoreRule({
    id: 'posts.list.deleted-left-out',
    title: 'Deleted posts are left out, and those around them are still reached',
    why: 'Twenty deletes in a row must not look like the end of the feed.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const posts = Array.from({ length: 12 }, () => make.post({ authorId }))
      await createAll(adapter, tenant, posts)
      for (const post of posts.slice(3, 11)) await remove(adapter, tenant, post)
      const kept = newestFirst(posts.filter((_, index) => index < 3 || index === 11).map(({ position }) => position))
      for (const limit of [1, 2, 3, 10]) {
        ensureEqual(await listAll(adapter, { tenant, authorId, limit }), kept, `all pages of ${limit}`)
      }
    },
  }),
  postStoreRule({
    id: 'posts.list.hidden-kept',
    title: 'Withheld and private posts stay listed, whenever they became so',
    why: 'Who may see them is for the engine to decide, per viewer and per read.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const posts = [
        make.post({ authorId, state: 'withheld' }),
        make.post({ authorId, visibility: 'private' }),
        make.post({ authorId, visibility: 'followers' }),
        make.post({ authorId }),
      ]
      await createAll(adapter, tenant, posts)
      const postId = posts[3]?.id ?? ''
      await adapter.update({
        tenant,
        postId,
        authorId,
        change: { state: 'withheld', visibility: 'private' },
        events: [],
      })
      const expected = newestFirst(posts.map(({ position }) => position))
      ensureEqual((await listOne(adapter, { tenant, authorId, limit: 10 })).positions, expected, 'the listing')
    },
  }),
]
