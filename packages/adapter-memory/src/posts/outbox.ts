import { type Clock, cellOf, type Outbox, type OutboxBatch, type OutboxEvent, type PortCall } from '@feed-engine/core'
import { copyIn } from '../byte-copies'
import { OutboxPartition } from './outbox-partition'

/** An outbox in partitions by hash of the key. Claims go round them, so that none is left waiting. */
export class MemoryOutbox implements Outbox {
  readonly #clock: Clock
  readonly #begin: (call: PortCall | undefined) => void
  readonly #partitions: readonly OutboxPartition[]
  #pending = 0
  #records = 0
  #claims = 0
  #nextPartition = 0

  constructor(params: {
    readonly clock: Clock
    readonly partitions: number
    /** Refuses a call to a closed store. */
    readonly begin: (call: PortCall | undefined) => void
  }) {
    this.#clock = params.clock
    this.#begin = params.begin
    this.#partitions = Array.from({ length: params.partitions }, () => new OutboxPartition())
  }

  /** All of the events or, when one cannot be read, none. */
  append(events: readonly OutboxEvent[]): void {
    const records = events.map(({ topic, key, value }) => ({ topic, key, value: copyIn(value) }))
    for (const record of records) {
      this.#partitions[cellOf(record.key, this.#partitions.length)]?.append({
        recordId: String(++this.#records),
        ...record,
      })
    }
    this.#pending += records.length
  }

  async claim(
    params: { readonly leaseMs: number; readonly limit: number },
    call?: PortCall,
  ): Promise<OutboxBatch | null> {
    this.#begin(call)
    const now = this.#clock.now()
    const count = this.#partitions.length
    for (let offset = 0; offset < count; offset++) {
      const partition = (this.#nextPartition + offset) % count
      const fence = String(this.#claims + 1)
      const records = this.#partitions[partition]?.claim({ now, fence, ...params })
      if (records === undefined) continue
      this.#claims++
      this.#nextPartition = (partition + 1) % count
      return { partition, fence, records }
    }
    return null
  }

  async acknowledge(
    params: { readonly partition: number; readonly fence: string; readonly recordIds: readonly string[] },
    call?: PortCall,
  ): Promise<'removed' | 'stale'> {
    this.#begin(call)
    const partition = this.#partitions[params.partition]
    if (partition?.isCurrent(params.fence, this.#clock.now()) !== true) return 'stale'
    this.#pending -= partition.acknowledge(new Set(params.recordIds))
    return 'removed'
  }

  async release(params: { readonly partition: number; readonly fence: string }, call?: PortCall): Promise<void> {
    this.#begin(call)
    const partition = this.#partitions[params.partition]
    if (partition?.isCurrent(params.fence, this.#clock.now()) === true) partition.release()
  }

  async pending(call?: PortCall): Promise<number> {
    this.#begin(call)
    return this.#pending
  }
}
