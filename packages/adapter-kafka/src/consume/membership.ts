import type { BatchPayload, GroupJoin, KafkaConsumer, RetrySettings } from '../client/kafka-client'
import { settledWithin } from '../client/settled-within'
import type { BusContext } from '../options'
import { rangeAssigner } from './range-assigner'

/** Also how often, and for how long, `beforeJoin` is asked again: at most some 12 s. Crashes are for the caller. */
const RETRY: RetrySettings = {
  retries: 8,
  initialRetryTime: 50,
  maxRetryTime: 5_000,
  restartOnFailure: async () => false,
}
/** Small enough that what does not fit a window and is fetched again costs little. */
const MAX_BYTES_PER_PARTITION = 262_144
const REBALANCE_TIMEOUT_MS = 60_000

export interface MembershipParams {
  readonly context: BusContext
  readonly groupId: string
  readonly topics: readonly string[]
  /** Throws while the member is not ready to give its partitions up. */
  readonly beforeJoin: () => void
  /** The member has (or has again) these partitions. Fetching goes on meanwhile. */
  readonly onJoin: (join: GroupJoin) => void
  /** The broker knows the member. */
  readonly onHeartbeat: () => void
  /** Fetching goes on when this resolves. */
  readonly onBatch: (payload: BatchPayload) => Promise<void>
  /** The member is out of its group, and stays out. */
  readonly onCrash: (error: unknown) => void
}

/** One consumer of the client, from its first join to its end. */
export class Membership {
  readonly #params: MembershipParams
  readonly consumer: KafkaConsumer
  #settleStart: (error?: unknown) => void = () => undefined
  readonly #started: Promise<void>
  #ending: Promise<void> | undefined

  constructor(params: MembershipParams) {
    this.#params = params
    const { context, groupId, beforeJoin } = params
    const { sessionTimeoutMs, heartbeatIntervalMs, maxWaitMs } = context.consumer
    this.consumer = context.client.consumer({
      groupId,
      allowAutoTopicCreation: false,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: Math.max(REBALANCE_TIMEOUT_MS, sessionTimeoutMs),
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: maxWaitMs,
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      partitionAssigners: [rangeAssigner(beforeJoin)],
      retry: RETRY,
    })
    this.#started = new Promise((resolve, reject) => {
      this.#settleStart = (error) => (error === undefined ? resolve() : reject(error))
    })
    this.#started.catch(() => undefined)
  }

  /** Resolves with the first join. */
  async start(): Promise<void> {
    const { topics, onJoin, onHeartbeat, onBatch } = this.#params
    this.consumer.on('consumer.group_join', ({ payload }) => {
      onJoin(payload)
      this.#settleStart()
    })
    this.consumer.on('consumer.heartbeat', onHeartbeat)
    this.consumer.on('consumer.crash', ({ payload }) => this.#crashed(payload.error))
    try {
      await this.consumer.connect()
      await this.consumer.subscribe({ topics: [...topics], fromBeginning: true })
      await this.consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: onBatch })
    } catch (error) {
      this.#settleStart(error)
    }
    await this.#started
  }

  /** Leaves the group, within the time to close. A consumer that is told to stop while it joins would not notice. */
  stop(): Promise<void> {
    this.#ending ??= this.#stop()
    return this.#ending
  }

  async #stop(): Promise<void> {
    const { timers, closeTimeoutMs } = this.#params.context
    await settledWithin(timers, closeTimeoutMs, this.#started)
    await settledWithin(timers, closeTimeoutMs, this.consumer.disconnect())
  }

  #crashed(error: unknown): void {
    this.#settleStart(error)
    if (this.#ending === undefined) this.#params.onCrash(error)
  }
}
