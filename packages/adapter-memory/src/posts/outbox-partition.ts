import type { OutboxRecord } from '@feed-engine/core'
import { copyOut } from '../byte-copies'
import { Fifo } from '../fifo'

interface Claim {
  readonly fence: string
  readonly endsAtMs: number
  /** The claim is for so many records from the head. */
  readonly size: number
}

/** Records of one partition, oldest first, and the claim on the first of them. */
export class OutboxPartition {
  readonly #records = new Fifo<OutboxRecord>()
  #claim: Claim | undefined

  append(record: OutboxRecord): void {
    this.#records.push(record)
  }

  /** Copies of the oldest records, or `undefined` if there are none, or somebody else's claim has not ended. */
  claim(params: {
    readonly now: number
    readonly leaseMs: number
    readonly limit: number
    readonly fence: string
  }): readonly OutboxRecord[] | undefined {
    if (this.#records.size === 0) return undefined
    if (this.#claim !== undefined && params.now < this.#claim.endsAtMs) return undefined
    const size = Math.min(params.limit, this.#records.size)
    this.#claim = { fence: params.fence, endsAtMs: params.now + params.leaseMs, size }
    const claimed: OutboxRecord[] = []
    for (const record of this.#records) {
      if (claimed.length === size) break
      claimed.push({ ...record, value: copyOut(record.value) })
    }
    return claimed
  }

  isCurrent(fence: string, now: number): boolean {
    return this.#claim !== undefined && this.#claim.fence === fence && now < this.#claim.endsAtMs
  }

  /** Removes those of the claimed records, ends the claim, and answers how many were removed. */
  acknowledge(recordIds: ReadonlySet<string>): number {
    const claimed = this.#claim?.size ?? 0
    this.#claim = undefined
    const kept: OutboxRecord[] = []
    for (let index = 0; index < claimed; index++) {
      const record = this.#records.shift()
      if (record !== undefined && !recordIds.has(record.recordId)) kept.push(record)
    }
    for (const record of kept.reverse()) this.#records.unshift(record)
    return claimed - kept.length
  }

  release(): void {
    this.#claim = undefined
  }
}
