import { randomUUID } from 'node:crypto'

/** Who may relay. Shared by all stores of a folder. */
export class OutboxClaim {
  #current: { readonly fence: string; readonly endsAtMs: number } | undefined

  /** The fence of a new claim, or undefined while another one holds. */
  take(nowMs: number, leaseMs: number): string | undefined {
    if (this.#current !== undefined && nowMs < this.#current.endsAtMs) return undefined
    const fence = randomUUID()
    this.#current = { fence, endsAtMs: nowMs + leaseMs }
    return fence
  }

  /** Ends the claim; false if it is not the current one, or its lease has run out. */
  end(nowMs: number, fence: string): boolean {
    if (this.#current?.fence !== fence || nowMs >= this.#current.endsAtMs) return false
    this.#current = undefined
    return true
  }
}
