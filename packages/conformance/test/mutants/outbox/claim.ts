import type { OutboxBatch } from '@feed-engine/core'
import { mutantsOf } from '../mutant'
import { claiming, withOutbox } from './layers'

export const claimMutants = mutantsOf('outbox', [
  [
    'records leave when they are claimed',
    ['outbox.pending.counts', 'outbox.release.keeps-records', 'outbox.lease.expires'],
    (inner) =>
      withOutbox(inner, (outbox) => {
        const gone = new Set<string>()
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            if (batch === null) return null
            const recordIds = batch.records.map(({ recordId }) => recordId)
            await outbox.acknowledge({ ...batch, recordIds })
            gone.add(batch.fence)
            return batch
          },
          acknowledge: async (params, call) =>
            gone.delete(params.fence) ? 'removed' : outbox.acknowledge(params, call),
        }
      }),
  ],
  [
    'a partition can be claimed twice',
    ['outbox.claim.exclusive', 'outbox.lease.holds', 'outbox.release.stale'],
    (inner) =>
      withOutbox(inner, (outbox) => {
        const held = new Map<string, OutboxBatch>()
        return {
          claim: async (params, call) => {
            const batch = (await outbox.claim(params, call)) ?? held.values().next().value ?? null
            if (batch !== null) held.set(batch.fence, batch)
            return batch
          },
          acknowledge: (params, call) => {
            held.delete(params.fence)
            return outbox.acknowledge(params, call)
          },
          release: (params, call) => {
            held.delete(params.fence)
            return outbox.release(params, call)
          },
        }
      }),
  ],
  [
    'claims at once get the same records',
    'outbox.claim.concurrent',
    (inner) =>
      withOutbox(inner, (outbox) => {
        let running: Promise<OutboxBatch | null> | undefined
        return {
          claim: async (params, call) => {
            if (running !== undefined) return running
            running = outbox.claim(params, call)
            const batch = await running
            await Promise.resolve()
            running = undefined
            return batch
          },
        }
      }),
  ],
  [
    'a batch is newest first',
    ['outbox.claim.oldest', 'outbox.key.order'],
    (inner) => claiming(inner, (batch) => ({ ...batch, records: batch.records.toReversed() })),
  ],
  [
    'a batch begins with the second oldest',
    ['outbox.claim.oldest', 'outbox.key.order'],
    (inner) =>
      claiming(inner, (batch) => ({
        ...batch,
        records: batch.records.length > 1 ? batch.records.slice(1) : batch.records,
      })),
  ],
  [
    'the limit is ignored',
    'outbox.claim.oldest',
    (inner) =>
      withOutbox(inner, (outbox) => ({ claim: (params, call) => outbox.claim({ ...params, limit: 1_000 }, call) })),
  ],
  [
    'an empty outbox gives an empty batch',
    'outbox.claim.nothing',
    (inner) =>
      withOutbox(inner, (outbox) => {
        let empty = 0
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            empty += 1
            return batch ?? (empty % 2 === 0 ? { partition: 0, fence: '', records: [] } : null)
          },
        }
      }),
  ],
  [
    'pending leaves out what is claimed',
    'outbox.pending.counts',
    (inner) =>
      withOutbox(inner, (outbox) => {
        const held = new Map<string, number>()
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            if (batch !== null) held.set(batch.fence, batch.records.length)
            return batch
          },
          acknowledge: (params, call) => {
            held.delete(params.fence)
            return outbox.acknowledge(params, call)
          },
          pending: async (call) =>
            (await outbox.pending(call)) - [...held.values()].reduce((sum, count) => sum + count, 0),
        }
      }),
  ],
  [
    'a key moves from partition to partition',
    'outbox.key.one-partition',
    (inner) =>
      withOutbox(inner, (outbox) => {
        let moves = 0
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            moves += 1_000
            return batch && { ...batch, partition: batch.partition + moves }
          },
          acknowledge: (params, call) => outbox.acknowledge({ ...params, partition: params.partition % 1_000 }, call),
          release: (params, call) => outbox.release({ ...params, partition: params.partition % 1_000 }, call),
        }
      }),
  ],
])
