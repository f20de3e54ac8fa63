import type { Clock, Outbox, OutboxBatch, PortCall } from '@feed-engine/core'
import type { CallGate } from '../calls/call-gate'
import { outboxRecord } from './log-entry'
import type { PostLog } from './post-log'

/** One partition: a folder has one process, so there is nobody to share the work with. */
const PARTITION = 0

/** The outbox of a folder. Its claims are in memory: they may not outlive the process, whose relays die with it. */
export class FileOutbox implements Outbox {
  readonly #log: PostLog
  readonly #gate: CallGate
  readonly #clock: Clock

  constructor(parts: { readonly log: PostLog; readonly gate: CallGate; readonly clock: Clock }) {
    this.#log = parts.log
    this.#gate = parts.gate
    this.#clock = parts.clock
  }

  claim(params: { readonly leaseMs: number; readonly limit: number }, call?: PortCall): Promise<OutboxBatch | null> {
    return this.#gate.run('write', call, async () => {
      const { waiting } = this.#log.index
      if (waiting.size === 0) return null
      const fence = this.#log.claims.take(this.#clock.now(), params.leaseMs)
      if (fence === undefined) return null
      return { partition: PARTITION, fence, records: [...waiting.values()].slice(0, params.limit).map(outboxRecord) }
    })
  }

  acknowledge(
    params: { readonly partition: number; readonly fence: string; readonly recordIds: readonly string[] },
    call?: PortCall,
  ): Promise<'removed' | 'stale'> {
    return this.#gate.run('write', call, () =>
      this.#log.write<'removed' | 'stale'>(() => {
        if (!this.#log.claims.end(this.#clock.now(), params.fence)) return { result: 'stale' }
        const recordIds = params.recordIds.filter((recordId) => this.#log.index.waiting.has(recordId))
        return { result: 'removed', ...(recordIds.length > 0 && { entry: { kind: 'relayed', recordIds } }) }
      }),
    )
  }

  release(params: { readonly partition: number; readonly fence: string }, call?: PortCall): Promise<void> {
    return this.#gate.run('write', call, async () => {
      this.#log.claims.end(this.#clock.now(), params.fence)
    })
  }

  pending(call?: PortCall): Promise<number> {
    return this.#gate.run('read', call, async () => this.#log.index.waiting.size)
  }
}
