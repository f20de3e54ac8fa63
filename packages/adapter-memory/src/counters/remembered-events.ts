import { EVENT_CLOCKS_DIFFER_MS, type EventChange, type TenantId } from '@feed-engine/core'

/** Events that were counted, each until its time has passed by every clock, since it was told last. */
export class RememberedEvents {
  /** In the order in which they were told last. */
  readonly #endsAtMs = new Map<string, number>()

  /** Answers whether the event is a new one. */
  add(tenant: TenantId, { postId, counter, member, atMs, keepMs }: EventChange, nowMs: number): boolean {
    this.#forget(nowMs)
    const name = JSON.stringify([tenant, postId, counter, member])
    const known = this.#endsAtMs.get(name)
    this.#endsAtMs.delete(name)
    this.#endsAtMs.set(name, Math.max(known ?? 0, atMs + keepMs + EVENT_CLOCKS_DIFFER_MS))
    return known === undefined
  }

  /** The oldest ones: what came late, or is kept for longer, may hold up those behind it for a while. */
  #forget(nowMs: number): void {
    for (const [name, endsAtMs] of this.#endsAtMs) {
      if (endsAtMs >= nowMs) return
      this.#endsAtMs.delete(name)
    }
  }
}
