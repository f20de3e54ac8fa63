import type { EventChange, TenantId } from '@feed-engine/core'

/** Events that were counted, each until its time has passed. */
export class RememberedEvents {
  /** In the order in which they came. */
  readonly #endsAtMs = new Map<string, number>()

  /** Answers whether the event is a new one. */
  add(tenant: TenantId, { postId, counter, member, atMs, keepMs }: EventChange, nowMs: number): boolean {
    this.#forget(nowMs)
    const name = JSON.stringify([tenant, postId, counter, member])
    const endsAtMs = this.#endsAtMs.get(name)
    if (endsAtMs !== undefined && endsAtMs >= nowMs) return false
    this.#endsAtMs.delete(name)
    this.#endsAtMs.set(name, atMs + keepMs)
    return true
  }

  /** The oldest ones: what came late, or is kept for longer, may hold up those behind it for a while. */
  #forget(nowMs: number): void {
    for (const [name, endsAtMs] of this.#endsAtMs) {
      if (endsAtMs >= nowMs) return
      this.#endsAtMs.delete(name)
    }
  }
}
