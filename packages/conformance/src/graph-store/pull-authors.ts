import type { GraphStore, ReaderClass } from '@feed-engine/core'
import { READER_CLASSES } from '@feed-engine/core'
import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { follow, followEach, relationsOf } from './edges'

export const pullAuthors = [
  graphStoreRule({
    id: 'graph.pull-authors.followed',
    title: 'Pull authors are the accepted followees with a mark, and the viewer if it has one; nobody else',
    why: 'Their posts are in no timeline: one that is not listed is lost, and one too many leaks.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', followed = '', stranger = '', closed = '', fan = '', left = '', plain = ''] = make.users(7)
      const position = make.position()
      for (const authorId of [viewerId, followed, stranger, closed, fan, left]) {
        await adapter.recordDelivery({ tenant, authorId, pulled: { belowClass: READER_CLASSES, position } })
      }
      await adapter.setAccountVisibility({ tenant, userId: closed, visibility: 'private' })
      await follow(adapter, tenant, viewerId, closed)
      await followEach(adapter, tenant, [
        [viewerId, followed],
        [fan, viewerId],
        [viewerId, left],
        [viewerId, plain],
      ])
      await adapter.unfollow({ tenant, followerId: viewerId, followeeId: left })
      const expected = [viewerId, followed].map((authorId) => ({ authorId, pulledUpTo: position }))
      ensureEqual(await listed(adapter, { tenant, viewerId, readerClass: 0 }), byAuthor(expected), 'pull authors')
    },
  }),
  graphStoreRule({
    id: 'graph.pull-authors.by-class',
    title: 'A mark counts for readers below its class alone; pulledUpTo is the highest that counts',
    why: 'A reader who is pushed to would pull in vain; one who is not would miss posts.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', author = ''] = make.users(2)
      await followEach(adapter, tenant, [[viewerId, author]])
      const [low = '', high = ''] = make.positions(2)
      await adapter.recordDelivery({ tenant, authorId: author, pulled: { belowClass: 3, position: low } })
      await adapter.recordDelivery({ tenant, authorId: author, pulled: { belowClass: 1, position: high } })
      const marks: readonly (string | undefined)[] = [high, low, low, undefined]
      for (const [readerClass, pulledUpTo] of marks.entries()) {
        const expected = pulledUpTo === undefined ? [] : [{ authorId: author, pulledUpTo }]
        const found = await listed(adapter, { tenant, viewerId, readerClass })
        ensureEqual(found, expected, `pull authors of a reader of class ${readerClass}`)
      }
    },
  }),
  graphStoreRule({
    id: 'graph.pull-authors.pulled-above',
    title: 'pulledAbove is exclusive: a mark at it is left out, one just above it is listed',
    why: 'Authors whose marks lie below the page are not worth a pull.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', author = ''] = make.users(2)
      await followEach(adapter, tenant, [[viewerId, author]])
      const [below = '', mark = '', above = ''] = make.adjacentPositions(3)
      await adapter.recordDelivery({ tenant, authorId: author, pulled: { belowClass: 4, position: mark } })
      const found = [{ authorId: author, pulledUpTo: mark }]
      for (const [pulledAbove, expected] of [
        [below, found],
        [mark, []],
        [above, []],
      ] as const) {
        ensureEqual(await listed(adapter, { tenant, viewerId, readerClass: 0, pulledAbove }), expected, 'pull authors')
      }
    },
  }),
  graphStoreRule({
    id: 'graph.pull-authors.above-by-class',
    title: 'pulledAbove is compared with marks of the reader\u2019s classes, not with others',
    why: 'A high mark for another class would drag in, or hide, an author.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', author = ''] = make.users(2)
      await followEach(adapter, tenant, [[viewerId, author]])
      const [low = '', middle = '', high = ''] = make.positions(3)
      await adapter.recordDelivery({ tenant, authorId: author, pulled: { belowClass: 4, position: low } })
      await adapter.recordDelivery({ tenant, authorId: author, pulled: { belowClass: 2, position: high } })
      const of = (readerClass: ReaderClass) => listed(adapter, { tenant, viewerId, readerClass, pulledAbove: middle })
      ensureEqual(await of(2), [], 'pull authors of a reader whose mark is below')
      ensureEqual(await of(1), [{ authorId: author, pulledUpTo: high }], 'pull authors of a reader whose mark is above')
    },
  }),
  graphStoreRule({
    id: 'graph.pull-authors.many',
    title: 'All pull authors are listed, however many',
    why: 'The last of a batch is the one that gets lost.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', ...authors] = make.users(121)
      const marks = authors.map((authorId) => ({ authorId, pulledUpTo: make.position() }))
      for (const { authorId, pulledUpTo } of marks) {
        await adapter.recordDelivery({ tenant, authorId, pulled: { belowClass: 4, position: pulledUpTo } })
        await followEach(adapter, tenant, [[viewerId, authorId]])
      }
      ensureEqual(await listed(adapter, { tenant, viewerId, readerClass: 3 }), byAuthor(marks), 'pull authors')
    },
  }),
]

interface Question {
  readonly tenant: string
  readonly viewerId: string
  readonly readerClass: ReaderClass
  readonly pulledAbove?: string
}

async function listed(graph: GraphStore, question: Question) {
  return byAuthor((await relationsOf(graph, question)).pullAuthors)
}

function byAuthor<T extends { readonly authorId: string }>(authors: readonly T[]): T[] {
  return [...authors].sort((a, b) => (a.authorId < b.authorId ? -1 : 1))
}
