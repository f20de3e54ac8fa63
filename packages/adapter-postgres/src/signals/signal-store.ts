import { createHash } from 'node:crypto'
import {
  type AdapterCapabilities,
  checkSignalReads,
  checkSignalSubjects,
  checkSignalUpdates,
  type PortCall,
  type SignalEntry,
  type SignalStatus,
  type SignalStore,
  type SignalSubject,
  type SignalUpdate,
  type TenantId,
} from '@feed-engine/core'
import { PostgresAdapter } from '../database/postgres-adapter'
import * as sql from './signal-statements'

const NAME_BYTES = 16
/** Events are remembered for longer than they are accepted, so that callers whose clocks differ count none twice. */
const GRACE_MS = 3_600_000

interface WeightRow {
  readonly place: number
  readonly key: string
  readonly value: number
  readonly at_ms: number
}

/**
 * Vectors of decayed weights, a row per key. A call is one statement, so here it is atomic as a whole. What nobody needs
 * any more is removed by later calls, a few rows each.
 */
export class PostgresSignalStore extends PostgresAdapter implements SignalStore {
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: true })

  async record(
    params: { readonly tenant: TenantId; readonly nowMs: number; readonly updates: readonly SignalUpdate[] },
    call?: PortCall,
  ): Promise<readonly SignalStatus[]> {
    this.begin(call)
    checkSignalUpdates(params)
    const { tenant, nowMs, updates } = params
    if (updates.length === 0) return []
    const changes = updates.flatMap(({ changes: each }, index) =>
      each.map((change) => ({ ...change, place: index + 1 })),
    )
    const values = [
      ...[tenant, nowMs, GRACE_MS],
      updates.map(({ subject }) => subject.kind),
      updates.map(({ subject }) => subject.ownerId),
      updates.map(({ eventId }) => createHash('sha256').update(eventId).digest().subarray(0, NAME_BYTES)),
      updates.map(({ atMs }) => atMs),
      updates.map(({ halfLifeMs }) => halfLifeMs),
      updates.map(({ maxKeys }) => maxKeys),
      updates.map(({ dedupeMs }) => dedupeMs),
      changes.map(({ place }) => place),
      changes.map(({ key }) => key),
      changes.map(({ weight }) => weight),
    ]
    const { statuses } = await this.queryOne<{ readonly statuses: readonly SignalStatus[] }>(sql.RECORD, values, call)
    return statuses
  }

  async read(
    params: {
      readonly tenant: TenantId
      readonly subjects: readonly { readonly subject: SignalSubject; readonly keys?: readonly string[] }[]
    },
    call?: PortCall,
  ): Promise<readonly (readonly SignalEntry[])[]> {
    this.begin(call)
    const { tenant, subjects } = params
    checkSignalReads(subjects)
    const named = subjects.flatMap(({ keys = [] }, index) =>
      [...new Set(keys)].map((key) => ({ place: index + 1, key })),
    )
    const values = [
      tenant,
      subjects.map(({ subject }) => subject.kind),
      subjects.map(({ subject }) => subject.ownerId),
      subjects.map(({ keys }) => keys === undefined),
      named.map(({ place }) => place),
      named.map(({ key }) => key),
    ]
    const vectors = subjects.map((): SignalEntry[] => [])
    for (const { place, key, value, at_ms } of await this.query<WeightRow>(sql.READ, values, call)) {
      vectors[place - 1]?.push({ key, value, atMs: at_ms })
    }
    return vectors
  }

  async remove(
    params: { readonly tenant: TenantId; readonly subjects: readonly SignalSubject[] },
    call?: PortCall,
  ): Promise<void> {
    this.begin(call)
    checkSignalSubjects(params.subjects)
    const { tenant, subjects } = params
    const values = [tenant, subjects.map(({ kind }) => kind), subjects.map(({ ownerId }) => ownerId)]
    await this.query(sql.REMOVE, values, call)
  }
}
