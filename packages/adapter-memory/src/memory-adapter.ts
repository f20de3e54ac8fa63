import { type Adapter, FeedError, type PortCall } from '@feed-engine/core'

/**
 * What the adapters share. Their methods do all of their work before they first yield, so a call is atomic, is
 * over within any deadline, and can be aborted only before it begins.
 */
export abstract class MemoryAdapter implements Adapter {
  readonly name = 'memory'
  #closed = false

  /** After this every other method fails with `CLOSED`. May be called again. */
  async close(): Promise<void> {
    this.#closed = true
  }

  /** Begins a call, unless the adapter is closed or the call aborted. */
  protected begin(call: PortCall | undefined): void {
    if (this.#closed) throw new FeedError({ code: 'CLOSED', rule: 'the store is closed' })
    if (call?.signal?.aborted === true) {
      throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted before it began', cause: call.signal.reason })
    }
  }
}
