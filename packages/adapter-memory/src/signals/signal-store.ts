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
import { MemoryAdapter } from '../memory-adapter'
import { Vector } from './vector'

/** Vectors of decayed weights in memory. Those of viewers who do nothing any more stay until they are removed. */
export class MemorySignalStore extends MemoryAdapter implements SignalStore {
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: false })
  readonly #vectors = new Map<string, Vector>()

  async record(
    params: { readonly tenant: TenantId; readonly nowMs: number; readonly updates: readonly SignalUpdate[] },
    call?: PortCall,
  ): Promise<readonly SignalStatus[]> {
    this.begin(call)
    checkSignalUpdates(params)
    const { tenant, nowMs, updates } = params
    return updates.map((update) => {
      const name = nameOf(tenant, update.subject)
      const vector = this.#vectors.get(name) ?? new Vector()
      this.#vectors.set(name, vector)
      return vector.record(update, nowMs)
    })
  }

  async read(
    params: {
      readonly tenant: TenantId
      readonly subjects: readonly { readonly subject: SignalSubject; readonly keys?: readonly string[] }[]
    },
    call?: PortCall,
  ): Promise<readonly (readonly SignalEntry[])[]> {
    this.begin(call)
    checkSignalReads(params.subjects)
    return params.subjects.map(
      ({ subject, keys }) => this.#vectors.get(nameOf(params.tenant, subject))?.read(keys) ?? [],
    )
  }

  async remove(
    params: { readonly tenant: TenantId; readonly subjects: readonly SignalSubject[] },
    call?: PortCall,
  ): Promise<void> {
    this.begin(call)
    checkSignalSubjects(params.subjects)
    for (const subject of params.subjects) this.#vectors.delete(nameOf(params.tenant, subject))
  }
}

function nameOf(tenant: TenantId, { kind, ownerId }: SignalSubject): string {
  return JSON.stringify([tenant, kind, ownerId])
}
