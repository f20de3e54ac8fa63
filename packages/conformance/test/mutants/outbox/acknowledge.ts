import { mutantsOf } from '../mutant'
import { withOutbox } from './layers'

export const acknowledgeMutants = mutantsOf('outbox', [
  [
    'the fence is not checked',
    [
      'outbox.acknowledge.stale-after-release',
      'outbox.acknowledge.stale-after-lease',
      'outbox.acknowledge.unknown-fence',
    ],
    (inner) =>
      withOutbox(inner, (outbox) => {
        const current = new Map<number, string>()
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            if (batch !== null) current.set(batch.partition, batch.fence)
            return batch
          },
          acknowledge: (params, call) =>
            outbox.acknowledge({ ...params, fence: current.get(params.partition) ?? params.fence }, call),
        }
      }),
  ],
  [
    'acknowledge removes the whole batch',
    ['outbox.acknowledge.removes', 'outbox.acknowledge.none', 'outbox.relay.like-queues'],
    (inner) =>
      withOutbox(inner, (outbox) => {
        const claimed = new Map<string, readonly string[]>()
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            if (batch !== null)
              claimed.set(
                batch.fence,
                batch.records.map(({ recordId }) => recordId),
              )
            return batch
          },
          acknowledge: (params, call) =>
            outbox.acknowledge({ ...params, recordIds: claimed.get(params.fence) ?? params.recordIds }, call),
        }
      }),
  ],
  [
    'a stale acknowledgement answers removed',
    ['outbox.acknowledge.twice', 'outbox.relay.like-queues'],
    (inner) =>
      withOutbox(inner, (outbox) => ({
        acknowledge: async (params, call) => {
          await outbox.acknowledge(params, call)
          return 'removed'
        },
      })),
  ],
  [
    'acknowledge keeps the claim until its lease runs out',
    ['outbox.acknowledge.none', 'outbox.acknowledge.removes', 'outbox.claim.oldest'],
    (inner) =>
      withOutbox(inner, (outbox) => ({
        acknowledge: async (params, call) => {
          const answer = await outbox.acknowledge(params, call)
          if (answer === 'removed') await outbox.claim({ leaseMs: 600_000, limit: 1 })
          return answer
        },
      })),
  ],
])
