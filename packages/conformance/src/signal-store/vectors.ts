import type { SignalEntry, SignalStatus, SignalStore, SignalSubject, SignalUpdate } from '@feed-engine/core'
import type { Fixtures } from '../kit/fixtures'
import { ensure, ensureEqual } from '../kit/violation'

export const HOUR_MS = 3_600_000
/** What is now, for all rules: the port takes the clock of its caller. */
export const NOW_MS = Date.UTC(2026, 0)
/** A logarithm and a sum in another order may differ by so much. */
const TOLERANCE = 1e-9

/** One vector of a tenant of its own. */
export class Vector {
  readonly tenant: string
  readonly subject: SignalSubject
  readonly #adapter: SignalStore
  readonly #make: Fixtures

  constructor(
    adapter: SignalStore,
    make: Fixtures,
    subject: Partial<SignalSubject> & { readonly tenant?: string } = {},
  ) {
    const { tenant = make.tenant(), kind = 'affinity', ownerId = make.user() } = subject
    this.tenant = tenant
    this.subject = { kind, ownerId }
    this.#adapter = adapter
    this.#make = make
  }

  /** An update of this vector: of one key, one weight, now, under a name that was never used. */
  update(change: Partial<SignalUpdate> = {}): SignalUpdate {
    return {
      subject: this.subject,
      eventId: this.#make.name('event'),
      atMs: NOW_MS,
      changes: [{ key: 'key', weight: 1 }],
      halfLifeMs: 24 * HOUR_MS,
      maxKeys: 100,
      dedupeMs: 24 * HOUR_MS,
      ...change,
    }
  }

  record(...updates: readonly SignalUpdate[]): Promise<readonly SignalStatus[]> {
    return this.#adapter.record({ tenant: this.tenant, nowMs: NOW_MS, updates })
  }

  async read(keys?: readonly string[]): Promise<readonly SignalEntry[]> {
    const asked = { subject: this.subject, ...(keys === undefined ? {} : { keys }) }
    const answer = await this.#adapter.read({ tenant: this.tenant, subjects: [asked] })
    ensureEqual(answer.length, 1, 'vectors answered for one subject')
    return answer[0] ?? []
  }
}

/** Compares entries without regard to their order, and values but for rounding. */
export function ensureEntries(actual: readonly SignalEntry[], expected: readonly SignalEntry[], what: string): void {
  const found = new Map(actual.map((entry) => [entry.key, entry]))
  ensureEqual([...found.keys()].sort(), expected.map(({ key }) => key).sort(), `keys of ${what}`)
  ensureEqual(actual.length, found.size, `entries of ${what}`)
  for (const { key, value, atMs } of expected) {
    const entry = found.get(key)
    ensureEqual(entry?.atMs, atMs, `time of ${key} in ${what}`)
    const isClose = entry !== undefined && Math.abs(entry.value - value) <= TOLERANCE * value
    ensure(isClose, `value of ${key} in ${what}: expected ${value}, received ${entry?.value}`)
  }
}

/** What the updates give by the definition: every weight decayed to the latest time of its key, and added up. */
export function expectedEntries(updates: readonly SignalUpdate[]): readonly SignalEntry[] {
  const changes = updates.flatMap(({ atMs, halfLifeMs, changes: each }) =>
    each.map(({ key, weight }) => ({ key, weight, atMs, halfLifeMs })),
  )
  return [...new Set(changes.map(({ key }) => key))].map((key) => {
    const own = changes.filter((change) => change.key === key)
    const atMs = Math.max(...own.map((change) => change.atMs))
    const value = own.reduce((sum, change) => sum + change.weight * 2 ** ((change.atMs - atMs) / change.halfLifeMs), 0)
    return { key, value, atMs }
  })
}
