import type { InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import { SIGNALS_GROUP, type TenantId } from '../model'
import type { PortCall, SignalStore } from '../ports'
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

  async apply(tenant: TenantId, events: readonly InteractionRecorded[], call: PortCall): Promise<readonly string[]> {
    const { options, runtime } = this.#context
    const updates = events.flatMap((event) => signalUpdates(event, options.signals.weights))
    return updates.length === 0 ? [] : this.#signals.record({ tenant, nowMs: runtime.clock.now(), updates }, call)
  }
}
