import type { InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import { COUNTERS_GROUP, type TenantId } from '../model'
import type { CounterChange, CounterStore, PortCall } from '../ports'
import { METRICS } from '../runtime/metrics'
import { counterChange } from './counter-change'
import type { InteractionConsumer } from './interaction-worker'

/** Brings interactions into the counters of posts. Events may come in any order and any number of times. */
export class CountersConsumer implements InteractionConsumer {
  readonly group = COUNTERS_GROUP
  readonly #context: EngineContext
  readonly #counters: CounterStore

  constructor(context: EngineContext, counters: CounterStore) {
    this.#context = context
    this.#counters = counters
  }

  async apply(events: readonly InteractionRecorded[], call: PortCall): Promise<void> {
    const { viewWindowMs } = this.#context.options.counters
    const byTenant = new Map<TenantId, CounterChange[]>()
    for (const event of events) {
      const change = counterChange(event, viewWindowMs)
      if (change === undefined) continue
      const changes = byTenant.get(event.tenant)
      if (changes === undefined) byTenant.set(event.tenant, [change])
      else changes.push(change)
    }
    for (const [tenant, changes] of byTenant) await this.#apply(tenant, changes, call)
  }

  async #apply(tenant: TenantId, changes: readonly CounterChange[], call: PortCall): Promise<void> {
    const { clock, metrics } = this.#context.runtime
    const statuses = await this.#counters.apply({ tenant, nowMs: clock.now(), changes }, call)
    for (const status of statuses) metrics.count(METRICS.interactionUpdates, 1, { group: this.group, status })
  }
}
