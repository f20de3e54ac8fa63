import { mutantsOf, override } from '../mutant'
import { everyone } from './layers'

export const followersMutants = mutantsOf('graphStore', [
  [
    'followers have one page',
    ['graph.followers.pages', 'graph.followers.cells'],
    (inner) =>
      override(inner, {
        followers: async (params, call) => ({ userIds: (await inner.followers(params, call)).userIds }),
      }),
  ],
  [
    'next is there at the end too',
    ['graph.followers.pages', 'graph.followers.through'],
    (inner) =>
      override(inner, {
        followers: async (params, call) => {
          const page = await inner.followers(params, call)
          const next = page.userIds.at(-1)
          return next === undefined ? page : { ...page, next }
        },
      }),
  ],
  [
    'paging ends at a cursor who has gone',
    ['graph.followers.after-gone', 'graph.followers.through-gone'],
    (inner) =>
      override(inner, {
        followers: async (params, call) => {
          const known = params.after === undefined || (await everyone(inner, params)).includes(params.after)
          return known ? inner.followers(params, call) : { userIds: [] }
        },
      }),
  ],
  [
    'followers are skipped when one leaves between pages',
    'graph.followers.concurrent-changes',
    (inner) => {
      let left = 0
      return override(inner, {
        unfollow: (params, call) => {
          left += 1
          return inner.unfollow(params, call)
        },
        followers: async (params, call) => {
          const page = await inner.followers(params, call)
          const skip = params.after !== undefined && left > 0 && page.userIds.length > 1
          left = 0
          return skip ? { ...page, userIds: page.userIds.slice(1) } : page
        },
      })
    },
  ],
  [
    'through is exclusive',
    ['graph.followers.through'],
    (inner) =>
      override(inner, {
        followers: async (params, call) => {
          const page = await inner.followers(params, call)
          return { ...page, userIds: page.userIds.filter((id) => id !== params.through) }
        },
      }),
  ],
  [
    'through is ignored',
    ['graph.followers.through', 'graph.followers.through-gone', 'graph.followers.cell-ranges'],
    (inner) => override(inner, { followers: ({ through: _, ...params }, call) => inner.followers(params, call) }),
  ],
  [
    'a cell holds everyone',
    ['graph.followers.cells', 'graph.followers.cell-ranges'],
    (inner) => override(inner, { followers: ({ cell: _, ...params }, call) => inner.followers(params, call) }),
  ],
  [
    'the last cell is never read',
    'graph.followers.cells',
    (inner) =>
      override(inner, {
        followers: async (params, call) => {
          const { cell } = params
          const last = cell !== undefined && cell.count > 1 && cell.index === cell.count - 1
          return last ? { userIds: [] } : inner.followers(params, call)
        },
      }),
  ],
  [
    'cells are answered though the capability is false',
    'graph.followers.cells-unsupported',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, followersByCell: false }) }),
  ],
])
