import { mutantsOf } from '../mutant'
import { withOutbox } from './layers'

export const releaseMutants = mutantsOf('outbox', [
  [
    'release drops the records',
    ['outbox.release.keeps-records', 'outbox.relay.like-queues'],
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
          release: async (params, call) => {
            await outbox.acknowledge({ ...params, recordIds: claimed.get(params.fence) ?? [] }, call)
          },
        }
      }),
  ],
  [
    'an old claimant\u2019s release ends the current claim',
    ['outbox.release.stale', 'outbox.relay.like-queues'],
    (inner) =>
      withOutbox(inner, (outbox) => {
        const current = new Map<number, string>()
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            if (batch !== null) current.set(batch.partition, batch.fence)
            return batch
          },
          release: (params, call) =>
            outbox.release({ ...params, fence: current.get(params.partition) ?? params.fence }, call),
        }
      }),
  ],
])
