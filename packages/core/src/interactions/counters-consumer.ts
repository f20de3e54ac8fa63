import type { InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import { COUNTERS_GROUP, type TenantId } from '../model'
import type { CounterStore, PortCall } from '../ports'
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

  async apply(tenant: TenantId, events: readonly InteractionRecorded[], call: PortCall): Promise<readonly string[]> {
    const { options, runtime } = this.#context
    const changes = events.flatMap((event) => counterChange(event, options.counters.viewWindowMs) ?? [])
    return changes.length === 0 ? [] : this.#counters.apply({ tenant, nowMs: runtime.clock.now(), changes }, call)
  }
}
