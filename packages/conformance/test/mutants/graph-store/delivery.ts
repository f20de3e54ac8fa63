import { Made, mutantsOf, override } from '../mutant'

export const deliveryMutants = mutantsOf('graphStore', [
  [
    'marks fall',
    ['graph.delivery.marks-rise'],
    (inner) => {
      const last = new Made<string, Record<number, string>>(() => ({}))
      return override(inner, {
        recordDelivery: (params, call) => {
          if (params.pulled) last.of(params.tenant + params.authorId)[params.pulled.belowClass] = params.pulled.position
          return inner.recordDelivery(params, call)
        },
        authorState: async (params, call) => {
          const state = await inner.authorState(params, call)
          if (state.delivery === undefined) return state
          return { ...state, delivery: { ...state.delivery, pulledUpTo: last.of(params.tenant + params.authorId) } }
        },
      })
    },
  ],
  [
    'all classes share one mark',
    ['graph.delivery.marks-rise', 'graph.pull-authors.by-class'],
    (inner) =>
      override(inner, {
        recordDelivery: ({ pulled, ...params }, call) =>
          inner.recordDelivery(
            pulled === undefined ? params : { ...params, pulled: { ...pulled, belowClass: 4 } },
            call,
          ),
      }),
  ],
  [
    'a mark resets the delivery',
    ['graph.delivery.independent', 'graph.delivery.marks-rise'],
    (inner) =>
      override(inner, {
        recordDelivery: (params, call) => inner.recordDelivery({ delivery: { pushFrom: 0 }, ...params }, call),
      }),
  ],
  [
    'the delivery is the one recorded first',
    'graph.delivery.latest',
    (inner) => {
      const first = new Set<string>()
      return override(inner, {
        recordDelivery: ({ delivery, ...params }, call) => {
          const known = first.has(params.tenant + params.authorId)
          if (delivery !== undefined) first.add(params.tenant + params.authorId)
          return inner.recordDelivery(delivery === undefined || known ? params : { ...params, delivery }, call)
        },
      })
    },
  ],
  [
    'marks are read, compared and written back',
    'graph.delivery.concurrent',
    (inner) => {
      const running = new Set<string>()
      return override(inner, {
        recordDelivery: async (params, call) => {
          const name = JSON.stringify([params.tenant, params.authorId, params.pulled?.belowClass])
          if (params.pulled !== undefined && running.has(name)) return
          running.add(name)
          await Promise.resolve()
          await inner.recordDelivery(params, call)
          running.delete(name)
        },
      })
    },
  ],
  [
    'authorState counts those who wait',
    'graph.delivery.followers',
    (inner) =>
      override(inner, {
        authorState: async (params, call) => {
          const state = await inner.authorState(params, call)
          const { userIds } = await inner.pendingFollowers({
            tenant: params.tenant,
            userId: params.authorId,
            limit: 100,
          })
          return { ...state, followers: state.followers + userIds.length }
        },
      }),
  ],
])
