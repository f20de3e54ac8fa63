import { mutantsOf, override } from '../mutant'

export const listingsMutants = mutantsOf('graphStore', [
  [
    'paging ends at a followee who has gone',
    'graph.followees.after-gone',
    (inner) =>
      override(inner, {
        followees: async (params, call) => {
          const { tenant, userId, after } = params
          const all = await inner.followees({ tenant, userId, limit: 1_000 })
          const known = after === undefined || all.userIds.includes(after)
          return known ? inner.followees(params, call) : { userIds: [] }
        },
      }),
  ],
  [
    'after is inclusive',
    'graph.followees.pages',
    (inner) =>
      override(inner, {
        followees: async (params, call) => {
          const page = await inner.followees(params, call)
          const { after } = params
          const all = await inner.followees({ tenant: params.tenant, userId: params.userId, limit: 1_000 })
          return after !== undefined && all.userIds.includes(after)
            ? { ...page, userIds: [after, ...page.userIds] }
            : page
        },
      }),
  ],
  [
    'the cursor is an offset',
    ['graph.pendingFollowers.after-gone', 'graph.pendingFollowers.pages'],
    (inner) =>
      override(inner, {
        pendingFollowers: async ({ tenant, userId, after = '0', limit }, call) => {
          const { userIds } = await inner.pendingFollowers({ tenant, userId, limit: 1_000 }, call)
          const end = Number(after) + limit
          const page = userIds.slice(Number(after), end)
          return end < userIds.length ? { userIds: page, next: `${end}` } : { userIds: page }
        },
      }),
  ],
  [
    'the order is that of arrival',
    ['graph.followees.order-kept'],
    (inner) => {
      const arrival = new Map<string, number>()
      let arrivals = 0
      return override(inner, {
        follow: (params, call) => {
          arrival.set(params.followeeId, arrivals++)
          return inner.follow(params, call)
        },
        followees: async (params, call) => {
          const page = await inner.followees(params, call)
          const place = (id: string) => arrival.get(id) ?? 0
          return { ...page, userIds: page.userIds.toSorted((a, b) => place(a) - place(b)) }
        },
      })
    },
  ],
  [
    'counts of users whom nobody knows are left out',
    'graph.counts.each-user',
    (inner) =>
      override(inner, {
        counts: async (params, call) =>
          new Map(
            [...(await inner.counts(params, call))].filter(([, { followers, followees }]) => followers + followees > 0),
          ),
      }),
  ],
  [
    'counts answers the first hundred',
    'graph.counts.each-user',
    (inner) =>
      override(inner, {
        counts: (params, call) => inner.counts({ ...params, userIds: params.userIds.slice(0, 100) }, call),
      }),
  ],
])
