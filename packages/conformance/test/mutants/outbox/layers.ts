import type { Outbox, OutboxBatch, OutboxEvent, PostRecord, PostStore } from '@feed-engine/core'
import { override } from '../mutant'

/** A store with another outbox. */
export function withOutbox(inner: PostStore, changes: (outbox: Outbox) => Partial<Outbox>): PostStore {
  const { outbox } = inner
  return outbox === undefined ? inner : override(inner, { outbox: override(outbox, changes(outbox)) })
}

/** Changes what a claim is told. */
export function claiming(inner: PostStore, change: (batch: OutboxBatch) => OutboxBatch): PostStore {
  return withOutbox(inner, (outbox) => ({
    claim: async (params, call) => {
      const batch = await outbox.claim(params, call)
      return batch && change(batch)
    },
  }))
}

/** Puts events into the outbox that do not belong there. */
export async function smuggle(store: PostStore, sample: PostRecord, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return
  const position = crypto.randomUUID().replaceAll('-', '')
  await store.put({ tenant: 'smuggled', post: { ...sample, id: position, position }, events })
}

export const SAMPLE: PostRecord = {
  id: '1',
  position: '0000000000000001',
  authorId: 'nobody',
  createdAtMs: 0,
  kind: 'post',
  version: 1,
  state: 'visible',
  visibility: 'public',
  delivery: { pushFrom: 0 },
  body: new Uint8Array(),
  fingerprint: '',
}
