import type {
  BusMessage,
  DeadLetter,
  EventBus,
  EventBusCapabilities,
  PortCall,
  SubscribeParams,
  Subscription,
} from '@feed-engine/core'
import { toBuffer, toBytes } from '../database/bytes'
import { closedError, type Database } from '../database/database'
import { PostgresAdapter } from '../database/postgres-adapter'
import type { ResolvedOptions } from '../options'
import { Alarm } from './alarm'
import { BroadcastConsumer } from './broadcast-consumer'
import * as sql from './bus-statements'
import { GroupConsumer } from './group-consumer'
import { GroupQueue, type Query } from './group-queue'
import { Janitor } from './janitor'
import { WakeUps } from './wake-ups'

/** How many polls a message is left to other subscriptions by the one that was silent over it. */
const POLLS_OF_PATIENCE = 2

/** A bus in tables: durable, in order per key, woken by notifications and, where these get lost, by polling. */
export class PostgresEventBus extends PostgresAdapter implements EventBus {
  readonly capabilities: EventBusCapabilities = Object.freeze({ durable: true, replay: true })
  readonly #options: ResolvedOptions
  readonly #wakeUps: WakeUps
  readonly #janitor: Janitor
  readonly #subscriptions = new Set<Subscription>()
  readonly #query: Query = (statement, values, call) => this.query(statement, values, call)
  #ending: Promise<void> | undefined

  /** @internal */
  constructor(database: Database, options: ResolvedOptions) {
    super(database)
    const { timers, logger, bus } = options
    this.#options = options
    this.#wakeUps = new WakeUps({ database, listens: bus.listen, retryMs: bus.pollIntervalMs, logger })
    this.#janitor = new Janitor({ query: this.#query, retentionMs: bus.retentionMs, timers, logger })
  }

  async ensureGroup(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<void> {
    await this.#ensure(params.topic, params.group, call)
  }

  async publish(
    params: { readonly topic: string; readonly messages: readonly BusMessage[] },
    call?: PortCall,
  ): Promise<void> {
    const { topic, messages } = params
    const keys = messages.map(({ key }) => key)
    const values = messages.map(({ value }) => toBuffer(value))
    this.begin(call)
    if (messages.length === 0) return
    await this.query(sql.PUBLISH, [this.database.schema, topic, keys, values], call)
    this.#wakeUps.wake(topic)
  }

  async subscribe(params: SubscribeParams, call?: PortCall): Promise<Subscription> {
    if (this.#ending !== undefined) throw closedError()
    const { timers, logger, bus } = this.#options
    const alarm = new Alarm(timers)
    const common = { ...params, alarm, timers, logger, pollIntervalMs: bus.pollIntervalMs }
    let consumer: Subscription
    if (params.group === undefined) {
      const { snapshot } = await this.queryOne<{ readonly snapshot: string }>(sql.SNAPSHOT, [], call)
      consumer = new BroadcastConsumer({ ...common, query: this.#query, snapshot })
    } else {
      const queue = this.#queueOf(await this.#ensure(params.topic, params.group, call), params.ackTimeoutMs)
      consumer = new GroupConsumer({ ...common, queue })
    }
    if (this.#ending !== undefined) {
      await consumer.close()
      throw closedError()
    }
    const leave = this.#wakeUps.add(params.topic, alarm)
    const subscription = {
      close: async (): Promise<void> => {
        leave()
        await consumer.close()
        this.#subscriptions.delete(subscription)
      },
    }
    this.#subscriptions.add(subscription)
    this.#janitor.start()
    return subscription
  }

  async lag(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<number> {
    const { lag } = await this.queryOne<{ readonly lag: number }>(sql.LAG, [params.topic, params.group], call)
    return lag
  }

  async replay(
    params: { readonly topic: string; readonly group: string; readonly fromMs: number },
    call?: PortCall,
  ): Promise<number> {
    const values = [params.topic, params.group, params.fromMs]
    const { replayed } = await this.queryOne<{ readonly replayed: number }>(sql.REPLAY, values, call)
    this.#wakeUps.wake(params.topic)
    return replayed
  }

  async deadLetters(
    params: { readonly topic: string; readonly group: string; readonly limit: number },
    call?: PortCall,
  ): Promise<readonly DeadLetter[]> {
    const { topic, group, limit } = params
    const rows = await this.query<Omit<DeadLetter, 'topic' | 'group'>>(sql.DEAD_LETTERS, [topic, group, limit], call)
    return rows.map((row) => ({ ...row, value: toBytes(row.value), topic, group }))
  }

  /** Closes every subscription, each waiting for its running handlers. */
  override close(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()))
    await Promise.all([this.#wakeUps.close(), this.#janitor.stop()])
    await super.close()
  }

  #ensure(topic: string, group: string, call: PortCall | undefined): Promise<Membership> {
    return this.queryOne<Membership>(sql.ENSURE_GROUP, [topic, group], call)
  }

  #queueOf({ group_id: groupId, holder }: Membership, leaseMs: number): GroupQueue {
    const patienceMs = POLLS_OF_PATIENCE * this.#options.bus.pollIntervalMs
    return new GroupQueue({ query: this.#query, groupId, holder, leaseMs, patienceMs })
  }
}

interface Membership {
  readonly group_id: string
  /** Name of the new subscription. */
  readonly holder: string
}
