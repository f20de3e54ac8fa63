import { isFenced, markOf } from '../client/errors'
import type { BatchPayload, GroupJoin, IncomingMessage } from '../client/kafka-client'
import { settledWithin } from '../client/settled-within'
import { KAFKA_METRICS } from '../metrics'
import type { BusContext } from '../options'
import { parseReplayRecord } from '../records/replay-record'
import { Committer, type WindowCommit } from './committer'
import { type DeadLetterVerdict, Dispatcher, type Task } from './dispatcher'
import { Membership } from './membership'
import { PartitionWindow } from './partition-window'
import type { Progress, TopicPartition } from './progress'
import { ReplayGate } from './replay-gate'
import { type ConsumerState, Restarts } from './restarts'
import type { Subscriber } from './subscriber'

const LOAD_DELAY_MS = 250
/** A sign of life must not take longer than its handler can wait for it. */
const MEMBER_CHECK_MS = 2_000

export interface TopicConsumerParams {
  readonly context: BusContext
  /** Topic and group as subscribers know them, also for logs and metrics. */
  readonly labels: { readonly topic: string; readonly group: string }
  readonly groupId: string
  /** The topic as Kafka knows it, and that of its group's replays if there is a group. */
  readonly mainTopic: string
  readonly replayTopic?: string
  readonly progress: Progress
  /** Whether messages are delivered until a verdict says otherwise, or once. */
  readonly redelivers: boolean
  readonly bury: (task: Task, letter: DeadLetterVerdict & { readonly attempts: number }) => Promise<void>
}

/** How far this process is with a partition that it holds. */
export interface Position extends TopicPartition {
  /** The offset that is fetched next. */
  readonly next: number
  /** The lowest offset that is not handled. */
  readonly floor: number
  /** There is no room for more messages. */
  readonly isWaiting: boolean
}

/** All subscriptions of this process to one topic by one group: a member of that group, and what it holds of the topic. */
export class TopicConsumer {
  readonly #params: TopicConsumerParams
  readonly #dispatcher: Dispatcher
  readonly #committer: Committer
  readonly #gate: ReplayGate
  readonly #restarts: Restarts
  #windows = new Map<string, PartitionWindow>()
  #membership: Membership | undefined
  #memberId: string | undefined
  #batch: BatchPayload | undefined
  /** Settles when the windows of the latest join are there. */
  #ready: Promise<void> = Promise.resolve()
  #joins = 0
  #aliveAtMs = 0
  #joining = false
  #suspendedAtMs: number | undefined
  #stopped = false

  constructor(params: TopicConsumerParams) {
    this.#params = params
    const { context, labels, redelivers, bury } = params
    this.#dispatcher = new Dispatcher({
      topic: labels.topic,
      redelivers,
      bury,
      timers: context.timers,
      onTry: () => this.#committer.touchLater(),
      onHandled: ({ window }) => this.#advanced(window),
      mayBegin: () => this.#isFresh(),
      isMember: () => this.#isMember(),
    })
    this.#gate = new ReplayGate((task) => this.#dispatcher.enqueue(task))
    this.#committer = new Committer({
      timers: context.timers,
      windows: () => (this.#joining ? [] : this.#windows.values()),
      commit: (commits) => this.#commit(commits),
      onError: (error) => {
        context.metrics.count(KAFKA_METRICS.commitErrors, 1, this.labels)
        if (!isFenced(error))
          context.logger.warn('a commit failed and is tried again', { ...this.labels, error: markOf(error) })
      },
    })
    this.#restarts = new Restarts({ context, labels: this.labels, restart: () => this.#restart() })
  }

  get labels(): { readonly topic: string; readonly group: string } {
    return this.#params.labels
  }

  get isUnused(): boolean {
    return this.#dispatcher.isUnused
  }

  get state(): ConsumerState {
    return this.#restarts.state
  }

  get positions(): readonly Position[] {
    return [...this.#windows.values()].map(({ topic, partition, next, floor, isFull, paused }) => {
      return { topic, partition, next, floor, isWaiting: isFull || paused }
    })
  }

  /** Resolves when the consumer knows what it holds and gets its messages. Fails, and is of no use then. */
  async start(): Promise<void> {
    await this.#begin().start()
    await this.#ready
  }

  join(subscriber: Subscriber): void {
    this.#dispatcher.join(subscriber)
  }

  /** Gives a subscriber nothing more, and resolves when it has finished what it has. */
  leave(subscriber: Subscriber): Promise<void> {
    return this.#dispatcher.leave(subscriber)
  }

  /** Commits what was handled, and leaves the group. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#dispatcher.stop()
    this.#restarts.stop()
    const { timers, closeTimeoutMs } = this.#params.context
    await settledWithin(timers, closeTimeoutMs, this.#committer.flush())
    this.#committer.stop()
    for (const window of this.#windows.values()) window.held = false
    await this.#membership?.stop()
  }

  /** Leaves its group and joins it again: for a consumer that gets no messages although there are some. */
  startAgain(): void {
    if (this.#membership !== undefined) this.#crashed(this.#membership, undefined)
  }

  /** Commits again what may have been lost on its way. */
  commitAgain({ topic, partition }: TopicPartition): void {
    this.#windows.get(keyOf({ topic, partition }))?.committed(undefined)
    this.#committer.touch()
  }

  #begin(): Membership {
    const { context, groupId, mainTopic, replayTopic } = this.#params
    const membership: Membership = new Membership({
      context,
      groupId,
      topics: replayTopic === undefined ? [mainTopic] : [mainTopic, replayTopic],
      beforeJoin: () => {
        if (membership === this.#membership) this.#beforeJoin()
      },
      onJoin: (join) => {
        if (membership === this.#membership) this.#joined(membership, join)
      },
      onHeartbeat: () => {
        if (membership === this.#membership) this.#alive()
      },
      onBatch: (batch) => this.#take(membership, batch),
      onCrash: (error) => this.#crashed(membership, error),
    })
    this.#membership = membership
    this.#batch = undefined
    return membership
  }

  /** A crash while it joins is told twice, as a crash and as a failed start: the second time it is not the member any more. */
  async #restart(): Promise<void> {
    if (this.#stopped) return
    const membership = this.#begin()
    try {
      await membership.start()
    } catch (error) {
      this.#crashed(membership, error)
    }
  }

  /**
   * Partitions go to somebody else when every member has joined again. So this one first finishes what is in work and
   * commits it; throwing what the client takes for a rebalance makes it ask again, a little later each time.
   */
  #beforeJoin(): void {
    const { clock, consumer } = this.#params.context
    this.#dispatcher.suspend()
    this.#suspendedAtMs ??= clock.now()
    const isDone = this.#dispatcher.inFlight === 0 && this.#committer.isIdle
    const mayWait = !this.#stopped && this.#memberId !== undefined
    if (mayWait && !isDone && clock.now() - this.#suspendedAtMs < consumer.drainMs) {
      throw Object.assign(new Error('messages are in work'), { type: 'REBALANCE_IN_PROGRESS' })
    }
    this.#joining = true
  }

  #joined(membership: Membership, { memberId, memberAssignment }: GroupJoin): void {
    const { progress, context } = this.#params
    const mayKeep = progress.isExclusive || memberId === this.#memberId
    const kept = new Map<string, PartitionWindow>()
    const gained: TopicPartition[] = []
    for (const [topic, partitions] of Object.entries(memberAssignment)) {
      for (const partition of partitions) {
        const key = keyOf({ topic, partition })
        const window = mayKeep ? this.#windows.get(key) : undefined
        if (window === undefined) {
          gained.push({ topic, partition })
          continue
        }
        kept.set(key, window)
        membership.consumer.seek({ topic, partition, offset: `${window.next}` })
        if (window.paused) membership.consumer.pause([{ topic, partitions: [partition] }])
      }
    }
    if (this.#memberId !== undefined) context.metrics.count(KAFKA_METRICS.rebalances, 1, this.labels)
    this.#memberId = memberId
    this.#aliveAtMs = context.clock.now()
    this.#replaceWindows(kept)
    this.#joining = false
    this.#suspendedAtMs = undefined
    this.#joins++
    this.#ready = this.#load(membership, gained, this.#joins)
  }

  #replaceWindows(kept: Map<string, PartitionWindow>): void {
    for (const [key, window] of this.#windows) {
      if (kept.has(key)) continue
      window.held = false
      if (window.paused) this.#resume(window)
    }
    this.#windows = kept
    this.#dispatcher.dropLost()
    this.#gate.dropLost()
  }

  /** Tries until it succeeds, or until another join or the end makes it pointless. */
  async #load(membership: Membership, gained: readonly TopicPartition[], join: number): Promise<void> {
    const { context, progress } = this.#params
    const isCurrent = (): boolean => !this.#stopped && join === this.#joins && membership === this.#membership
    while (isCurrent()) {
      try {
        const states = gained.length === 0 ? [] : await progress.load(membership.consumer, gained)
        if (!isCurrent()) return
        states.forEach((state, index) => {
          const at = gained[index] as TopicPartition
          const window = new PartitionWindow({ ...at, state, limit: context.consumer.maxUncommitted })
          window.committed(window.uncommitted)
          this.#windows.set(keyOf(at), window)
        })
        this.#restarts.joined()
        this.#dispatcher.resume()
        this.#committer.touch()
        return
      } catch (error) {
        context.logger.warn('the offsets of a group cannot be read yet', { ...this.labels, error: markOf(error) })
        await new Promise<void>((resolve) => context.timers.setTimeout(resolve, LOAD_DELAY_MS, { background: true }))
      }
    }
  }

  /** Takes in as much of a batch as there is room for. The client goes on fetching, and shows signs of life meanwhile. */
  async #take(membership: Membership, payload: BatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch
    const { context } = this.#params
    await settledWithin(context.timers, context.consumer.heartbeatIntervalMs, this.#ready)
    const window = this.#windows.get(keyOf({ topic, partition }))
    if (window === undefined || membership !== this.#membership) return
    if (this.#stopped || this.#joining || !payload.isRunning() || payload.isStale()) return
    this.#batch = payload
    for (const message of messages) {
      if (window.isFull) break
      this.#accept(window, message)
      payload.resolveOffset(message.offset)
    }
    this.#restarts.progressed()
    this.#releaseReplays(partition)
    if (!window.isFull) return
    window.paused = true
    membership.consumer.pause([{ topic, partitions: [partition] }])
  }

  #accept(window: PartitionWindow, message: IncomingMessage): void {
    const offset = Number(message.offset)
    const from = window.next
    if (offset > from && window.skipTo(offset) > 0) {
      this.#params.progress
        .reportGap(window, { from, to: offset })
        .catch((error: unknown) =>
          this.#params.context.logger.warn('a gap cannot be looked into', { ...this.labels, error: markOf(error) }),
        )
    }
    if (!window.accept(offset)) return
    const isReplay = window.topic === this.#params.replayTopic
    const { after, publishedAtMs } = isReplay
      ? parseReplayRecord(message)
      : { after: 0, publishedAtMs: Number(message.timestamp) }
    const key = message.key?.toString('utf8') ?? ''
    const task: Task = { window, offset, key, value: message.value ?? new Uint8Array(), publishedAtMs }
    if (isReplay) this.#gate.admit(task, after, this.#mainWindow(window.partition))
    else this.#dispatcher.enqueue(task)
  }

  #advanced(window: PartitionWindow): void {
    this.#committer.touch()
    if (window.paused && window.hasRoom) {
      window.paused = false
      this.#resume(window)
    }
    this.#releaseReplays(window.partition)
  }

  #releaseReplays(partition: number): void {
    this.#gate.release(partition, this.#mainWindow(partition))
  }

  #mainWindow(partition: number): PartitionWindow | undefined {
    return this.#windows.get(keyOf({ topic: this.#params.mainTopic, partition }))
  }

  /** The client refuses it when its consumer does not run: then there is nothing to go on with. */
  #resume({ topic, partition }: TopicPartition): void {
    try {
      this.#membership?.consumer.resume([{ topic, partitions: [partition] }])
    } catch {
      return
    }
  }

  async #commit(commits: readonly WindowCommit[]): Promise<void> {
    const [membership, batch] = [this.#membership, this.#batch]
    if (membership === undefined) return
    await this.#params.progress.save(commits, async (saved) => {
      const offsets = saved.map(({ window: { topic, partition }, offset, metadata }) => {
        return { topic, partitions: [{ partition, offset: `${offset}`, metadata }] }
      })
      // Through a batch, since the client repeats other commits by itself, perhaps after having lost the partition.
      if (batch !== undefined) return batch.commitOffsetsIfNecessary({ topics: grouped(offsets) })
      return membership.consumer.commitOffsets(
        offsets.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, ...partition }))),
      )
    })
  }

  #alive(): void {
    this.#aliveAtMs = this.#params.context.clock.now()
    this.#dispatcher.wake()
  }

  /** A process that was frozen for longer than its session begins nothing before it knows that it is a member still. */
  #isFresh(): boolean {
    const { clock, consumer } = this.#params.context
    return this.#params.progress.isExclusive || clock.now() - this.#aliveAtMs < consumer.sessionTimeoutMs
  }

  /** Asks the broker, unless it was asked a moment ago. Not knowing is no reason to stop. */
  async #isMember(): Promise<boolean> {
    let member = true
    const heartbeat = this.#batch?.heartbeat().catch((error: unknown) => {
      if (isFenced(error)) member = false
    })
    if (heartbeat !== undefined) await settledWithin(this.#params.context.timers, MEMBER_CHECK_MS, heartbeat)
    return member
  }

  #crashed(membership: Membership, error: unknown): void {
    if (this.#stopped || membership !== this.#membership) return
    this.#membership = undefined
    this.#joins++
    this.#joining = false
    this.#suspendedAtMs = undefined
    this.#dispatcher.suspend()
    if (!this.#params.progress.isExclusive) {
      this.#memberId = undefined
      this.#replaceWindows(new Map())
    }
    this.#restarts.schedule(error, membership.stop())
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`
}

type TopicOffsets = Parameters<BatchPayload['commitOffsetsIfNecessary']>[0]['topics']

/** One entry per topic, as the protocol wants it. */
function grouped(offsets: TopicOffsets): TopicOffsets {
  const byTopic = new Map<string, TopicOffsets[number]['partitions']>()
  for (const { topic, partitions } of offsets) byTopic.set(topic, [...(byTopic.get(topic) ?? []), ...partitions])
  return [...byTopic].map(([topic, partitions]) => ({ topic, partitions }))
}
