import { LRUCache } from 'lru-cache'

/**
 * For how long outdated versions are refused: longer than anybody who read the truth before a change takes to remember
 * or share what was read.
 */
export const HOLD_MS = 60_000
const MAX_FLOORS = 100_000

interface Floor {
  readonly minVersion: number
  readonly raisedAtMs: number
}

/** Which versions of what are outdated, for as long as a read that began before the change may still be on its way. */
export class VersionFloors {
  readonly #floors = new LRUCache<string, Floor>({ max: MAX_FLOORS })

  /** From now on versions below are outdated. A floor that is held never sinks. */
  raise(id: string, minVersion: number, nowMs: number): void {
    const held = this.#held(id, nowMs)
    this.#floors.set(id, { minVersion: Math.max(minVersion, held?.minVersion ?? 0), raisedAtMs: nowMs })
  }

  /** Whether a version is outdated. */
  refuses(id: string, version: number, nowMs: number): boolean {
    const floor = this.#held(id, nowMs)
    return floor !== undefined && version < floor.minVersion
  }

  /** Whether that nothing was found is outdated: it was asked before a change. */
  refusesAbsence(id: string, askedAtMs: number, nowMs: number): boolean {
    const floor = this.#held(id, nowMs)
    return floor !== undefined && askedAtMs <= floor.raisedAtMs
  }

  #held(id: string, nowMs: number): Floor | undefined {
    const floor = this.#floors.get(id)
    return floor !== undefined && nowMs - floor.raisedAtMs < HOLD_MS ? floor : undefined
  }
}
