import { mutantsOf } from '../mutant'
import { withOutbox } from './layers'

export const leaseMutants = mutantsOf('outbox', [
  [
    'leases never run out',
    ['outbox.lease.expires', 'outbox.acknowledge.stale-after-lease'],
    (inner) =>
      withOutbox(inner, (outbox) => ({
        claim: (params, call) => outbox.claim({ ...params, leaseMs: params.leaseMs * 1_000_000 }, call),
      })),
  ],
  [
    'leases are a thousand times too short',
    'outbox.lease.holds',
    (inner) =>
      withOutbox(inner, (outbox) => ({
        claim: (params, call) => outbox.claim({ ...params, leaseMs: params.leaseMs / 1_000 }, call),
      })),
  ],
  [
    'a partition keeps its fence',
    ['outbox.lease.expires', 'outbox.release.keeps-records'],
    (inner) =>
      withOutbox(inner, (outbox) => {
        const real = new Map<string, string>()
        const named = ({ partition }: { readonly partition: number }) => real.get(`${partition}`) ?? ''
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            if (batch !== null) real.set(`${batch.partition}`, batch.fence)
            return batch && { ...batch, fence: `${batch.partition}` }
          },
          acknowledge: (params, call) => outbox.acknowledge({ ...params, fence: named(params) }, call),
          release: (params, call) => outbox.release({ ...params, fence: named(params) }, call),
        }
      }),
  ],
])
