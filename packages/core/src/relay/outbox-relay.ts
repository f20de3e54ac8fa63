import type { EngineContext, RelayPorts } from '../context/engine-context'
import { FAN_OUT_GROUP, TOPICS } from '../model'
import type { OutboxBatch, OutboxRecord } from '../ports'
import { fullJitterMs } from '../runtime/backoff'
import { METRICS } from '../runtime/metrics'
import type { TimerHandle } from '../runtime/runtime'

const ERROR_DELAY = { baseMs: 50, capMs: 5_000 }

/**
 * Moves events from the outbox to the bus. Publishes first and removes afterwards: a crash in between makes a
 * duplicate, never a loss. Runs one round at a time; `wake` asks for another one as soon as possible.
 */
export class OutboxRelay {
  readonly #context: EngineContext
  readonly #ports: RelayPorts
  #polling = false
  #stopped = false
  #groupsExist = false
  #running: Promise<void> | undefined
  #wanted = false
  #failures = 0
  #timer: TimerHandle | undefined

  constructor(context: EngineContext, ports: RelayPorts) {
    this.#context = context
    this.#ports = ports
  }

  /** Also looks, from now on and now and then, for what dead processes left in the outbox. */
  startPolling(): void {
    this.#polling = true
    this.wake()
  }

  stopPolling(): void {
    this.#polling = false
  }

  /** Relays what the outbox holds, unless that is being done: then once more afterwards. After a failure it has to wait. */
  wake(): void {
    if (this.#stopped || (this.#failures > 0 && this.#timer !== undefined)) return
    this.#wanted = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      if (this.#wanted) this.wake()
    })
  }

  /** Ends the round that runs; what is left in the outbox stays there. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#clearTimer()
    await this.#running
  }

  async #run(): Promise<void> {
    this.#clearTimer()
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false
      try {
        await this.#relayAll()
        this.#failures = 0
      } catch (error) {
        this.#failures += 1
        this.#context.runtime.metrics.count(METRICS.relayErrors, 1)
        this.#context.runtime.logger.warn('relay failed, events stay in the outbox', { error: String(error) })
        break
      }
    }
    this.#scheduleNext()
  }

  /** The workers' groups exist before the first event is on the bus, whoever starts first: nothing passes them by. */
  async #ensureGroups(): Promise<void> {
    const call = { deadlineMs: this.#context.options.relay.leaseMs }
    const topics = this.#context.push === undefined ? [] : Object.values(TOPICS)
    for (const topic of topics) await this.#ports.bus.ensureGroup({ topic, group: FAN_OUT_GROUP }, call)
    await this.#context.interactions?.ensureGroups(call)
    this.#groupsExist = true
  }

  async #relayAll(): Promise<void> {
    if (!this.#groupsExist) await this.#ensureGroups()
    const { batchSize, leaseMs } = this.#context.options.relay
    const call = { deadlineMs: leaseMs }
    while (!this.#stopped) {
      const batch = await this.#ports.outbox.claim({ leaseMs, limit: batchSize }, call)
      if (batch === null) return
      await this.#relay(batch)
    }
  }

  async #relay(batch: OutboxBatch): Promise<void> {
    const { outbox, bus } = this.#ports
    const { partition, fence, records } = batch
    const call = { deadlineMs: this.#context.options.relay.leaseMs }
    try {
      for (const [topic, messages] of byTopic(records)) await bus.publish({ topic, messages }, call)
    } catch (error) {
      await outbox.release({ partition, fence }, call)
      throw error
    }
    await outbox.acknowledge({ partition, fence, recordIds: records.map(({ recordId }) => recordId) }, call)
    this.#context.runtime.metrics.count(METRICS.relayed, records.length)
  }

  #scheduleNext(): void {
    const { runtime, options } = this.#context
    if (this.#stopped || (!this.#polling && this.#failures === 0)) return
    const delayMs =
      this.#failures === 0
        ? options.relay.pollIntervalMs
        : 1 + fullJitterMs(runtime.random, this.#failures, ERROR_DELAY)
    const wakeUp = (): void => {
      this.#timer = undefined
      this.wake()
    }
    this.#timer = runtime.timers.setTimeout(wakeUp, delayMs, { background: true })
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) this.#context.runtime.timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

/** Records by topic, in order: the order of one key's events survives, since a key's events share a topic. */
function byTopic(records: readonly OutboxRecord[]): ReadonlyMap<string, OutboxRecord[]> {
  const topics = new Map<string, OutboxRecord[]>()
  for (const record of records) {
    const known = topics.get(record.topic)
    if (known === undefined) topics.set(record.topic, [record])
    else known.push(record)
  }
  return topics
}
