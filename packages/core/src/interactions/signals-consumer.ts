import type { InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import { SIGNALS_GROUP, type TenantId } from '../model'
import type { PortCall, SignalStore, SignalUpdate } from '../ports'
import { METRICS } from '../runtime/metrics'
import type { InteractionConsumer } from './interaction-worker'
import { signalUpdates } from './signal-updates'

/** Brings interactions into the vectors of the viewers. Events may come in any order and any number of times. */
export class SignalsConsumer implements InteractionConsumer {
  readonly group = SIGNALS_GROUP
  readonly #context: EngineContext
  readonly #signals: SignalStore

  constructor(context: EngineContext, signals: SignalStore) {
    this.#context = context
    this.#signals = signals
  }

  async apply(events: readonly InteractionRecorded[], call: PortCall): Promise<void> {
    const { weights } = this.#context.options.signals
    const byTenant = new Map<TenantId, SignalUpdate[]>()
    for (const event of events) {
      const updates = signalUpdates(event, weights)
      if (updates.length > 0) byTenant.set(event.tenant, [...(byTenant.get(event.tenant) ?? []), ...updates])
    }
    for (const [tenant, updates] of byTenant) await this.#record(tenant, updates, call)
  }

  async #record(tenant: TenantId, updates: readonly SignalUpdate[], call: PortCall): Promise<void> {
    const { clock, metrics } = this.#context.runtime
    const statuses = await this.#signals.record({ tenant, nowMs: clock.now(), updates }, call)
    for (const status of statuses) metrics.count(METRICS.interactionUpdates, 1, { group: this.group, status })
  }
}
