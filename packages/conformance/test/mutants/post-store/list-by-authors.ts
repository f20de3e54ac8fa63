import { successorOf } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { listing } from './layers'

export const listByAuthorsMutants = mutantsOf('postStore', [
  [
    'a page without positions says that there is more',
    ['posts.list.before-exclusive', 'posts.list.like-a-sorted-array'],
    (inner) => listing(inner, (page) => ({ ...page, more: page.more || page.positions.length === 0 })),
  ],
  [
    'positions are compared as doubles',
    'posts.list.exact-positions',
    (inner) =>
      listing(inner, (page) => ({
        ...page,
        positions: page.positions.toReversed().sort((a, b) => Number(`0x${b}`) - Number(`0x${a}`)),
      })),
  ],
  [
    'before is inclusive',
    ['posts.list.before-exclusive', 'posts.list.newest-first'],
    (inner) =>
      override(inner, {
        listByAuthors: ({ authors, ...params }, call) => {
          const ranges = authors.map(({ authorId, before }) =>
            before === undefined ? { authorId } : { authorId, before: successorOf(before) },
          )
          return inner.listByAuthors({ ...params, authors: ranges }, call)
        },
      }),
  ],
  [
    'posts are listed in the order of their arrival',
    ['posts.list.newest-first', 'posts.list.like-a-sorted-array'],
    (inner) => {
      const arrival = new Map<string, number>()
      const shown = listing(inner, (page) => {
        const place = (position: string) => arrival.get(page.authorId + position) ?? 0
        return { ...page, positions: page.positions.toSorted((a, b) => place(b) - place(a)) }
      })
      return override(shown, {
        put: ({ post, ...params }, call) => {
          arrival.set(post.authorId + post.position, arrival.size)
          return inner.put({ post, ...params }, call)
        },
      })
    },
  ],
  [
    'more is always false',
    ['posts.list.more', 'posts.list.newest-first'],
    (inner) => listing(inner, (page) => ({ ...page, more: false })),
  ],
  [
    'deleted posts are filtered after the limit',
    'posts.list.deleted-left-out',
    (inner) => {
      const deleted = new Set<string>()
      const filtered = override(inner, {
        tombstone: (params) => {
          deleted.add(params.position)
          return Promise.resolve({ status: 'deleted' as const })
        },
      })
      return listing(filtered, (page) => ({ ...page, positions: page.positions.filter((each) => !deleted.has(each)) }))
    },
  ],
  [
    'deleted posts stay listed',
    ['posts.list.deleted-left-out', 'posts.list.like-a-sorted-array', 'posts.tombstone.final'],
    (inner) => {
      const positions = new Made<string, Set<string>>(() => new Set())
      const named = override(inner, {
        put: async (params, call) => {
          const result = await inner.put(params, call)
          const { post } = params
          if (result.status === 'created') positions.of(post.authorId).add(post.position)
          return result
        },
      })
      return listing(named, (page) => ({
        ...page,
        positions: [...positions.of(page.authorId)].sort().reverse(),
        more: false,
      }))
    },
  ],
  [
    'authors without posts get no page',
    'posts.list.answers-in-order',
    (inner) =>
      override(inner, {
        listByAuthors: async (params, call) => {
          const pages = await inner.listByAuthors(params, call)
          return pages.length === 1 ? pages : pages.filter(({ positions }) => positions.length > 0)
        },
      }),
  ],
  [
    'pages come in the order of author ids',
    'posts.list.answers-in-order',
    (inner) =>
      override(inner, {
        listByAuthors: async (params, call) =>
          (await inner.listByAuthors(params, call)).toSorted((a, b) => (a.authorId < b.authorId ? -1 : 1)),
      }),
  ],
  [
    'the first author\u2019s bound is used for all',
    'posts.list.answers-in-order',
    (inner) =>
      override(inner, {
        listByAuthors: ({ authors, ...params }, call) => {
          const before = authors.find((range) => range.before !== undefined)?.before
          const ranges = authors.map(({ authorId }) => (before === undefined ? { authorId } : { authorId, before }))
          return inner.listByAuthors({ ...params, authors: ranges }, call)
        },
      }),
  ],
  [
    'the limit is for all authors together',
    'posts.list.answers-in-order',
    (inner) =>
      override(inner, {
        listByAuthors: async (params, call) => {
          let left = params.limitPerAuthor
          return (await inner.listByAuthors(params, call)).map((page) => {
            const positions = page.positions.slice(0, left)
            left -= positions.length
            return { ...page, positions }
          })
        },
      }),
  ],
  [
    'withheld and private posts are not listed',
    'posts.list.hidden-kept',
    (inner) =>
      override(inner, {
        listByAuthors: async (params, call) => {
          const pages = await inner.listByAuthors(params, call)
          const ids = pages.flatMap(({ positions }) => positions.map((position) => BigInt(`0x${position}`).toString()))
          const posts = await inner.getMany({ tenant: params.tenant, postIds: ids })
          const hidden = [...posts.values()].filter(
            ({ state, visibility }) => state !== 'visible' || visibility === 'private',
          )
          const positions = new Set(hidden.map((post) => post.position))
          return pages.map((page) => ({ ...page, positions: page.positions.filter((each) => !positions.has(each)) }))
        },
      }),
  ],
])
