import type { EventChange, TenantId } from '@feed-engine/core'

const BUCKET_MS = 3_600_000

interface Bucket {
  endsAtMs: number
  readonly names: Set<string>
}

/** Events that were counted, by the hour in which they happened: whole hours are forgotten. */
export class RememberedEvents {
  readonly #buckets = new Map<number, Bucket>()

  /** Answers whether the event is a new one. */
  add(tenant: TenantId, event: EventChange, nowMs: number): boolean {
    this.#forget(nowMs)
    const hour = Math.floor(event.atMs / BUCKET_MS)
    const bucket = this.#buckets.get(hour) ?? { endsAtMs: 0, names: new Set<string>() }
    this.#buckets.set(hour, bucket)
    bucket.endsAtMs = Math.max(bucket.endsAtMs, (hour + 1) * BUCKET_MS + event.keepMs)
    const name = JSON.stringify([tenant, event.postId, event.counter, event.atMs, event.member])
    if (bucket.names.has(name)) return false
    bucket.names.add(name)
    return true
  }

  #forget(nowMs: number): void {
    for (const [hour, { endsAtMs }] of this.#buckets) if (endsAtMs <= nowMs) this.#buckets.delete(hour)
  }
}
