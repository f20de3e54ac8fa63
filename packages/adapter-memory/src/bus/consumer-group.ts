import type { BusDelivery, Clock, TimerHandle, Timers, Verdict } from '@feed-engine/core'
import { copyOut } from '../byte-copies'
import type { Consumer } from './consumer'
import { InFlight } from './in-flight'
import { KeyQueue, type Lane } from './key-queue'
import type { Message } from './message-log'
import { RetryTimers } from './retry-timers'

/** Delay of a message whose handler threw. */
const RETRY_DELAY_MS = 100
/** Deliveries begun in a row before timers and sockets get their turn. */
const DELIVERIES_PER_TURN = 1_000

interface Task {
  readonly message: Message
  attempts: number
  /** Who fell silent over it: the next try is for another consumer, if one is free. */
  silent: Consumer | undefined
}

export interface ConsumerGroupParams {
  readonly topic: string
  readonly clock: Clock
  readonly timers: Timers
  /** Whether a message is delivered until a verdict says otherwise, or once. */
  readonly redelivers: boolean
  readonly onHandled: (message: Message) => void
  readonly onDeadLetter: (message: Message, letter: { code: string; cause: string; attempts: number }) => void
}

/** The consumers that share one stand in a topic, and what they still have to do. */
export class ConsumerGroup {
  readonly #params: ConsumerGroupParams
  readonly #queue = new KeyQueue<Task>()
  readonly #retries: RetryTimers<Lane<Task>>
  readonly #consumers: Consumer[] = []
  #nextConsumer = 0
  #scheduled = false
  #startedInTurn = 0
  #turn: TimerHandle | undefined

  constructor(params: ConsumerGroupParams) {
    this.#params = params
    this.#retries = new RetryTimers({ ...params, onDue: (lane) => this.#putBack(lane) })
  }

  /** Messages that are not handled yet. */
  get lag(): number {
    return this.#queue.size
  }

  enqueue(message: Message): void {
    this.#queue.push(message.key, { message, attempts: 0, silent: undefined })
    this.#schedule()
  }

  join(consumer: Consumer): void {
    this.#consumers.push(consumer)
    this.#retries.resume()
    this.#schedule()
  }

  /** Gives a consumer nothing more, and resolves when it has finished what it has. */
  async leave(consumer: Consumer): Promise<void> {
    const index = this.#consumers.indexOf(consumer)
    if (index >= 0) this.#consumers.splice(index, 1)
    if (this.#consumers.length === 0) this.#suspend()
    await consumer.idle()
  }

  #suspend(): void {
    this.#retries.suspend()
    if (this.#turn === undefined) return
    this.#params.timers.clearTimeout(this.#turn)
    this.#turn = undefined
    this.#scheduled = false
  }

  /** Deliveries begin in a microtask of their own: never inside `publish`, and never inside one another. */
  #schedule(): void {
    if (this.#scheduled || this.#consumers.length === 0) return
    this.#scheduled = true
    queueMicrotask(() => this.#dispatch())
  }

  #dispatch(): void {
    this.#scheduled = false
    for (let task = this.#queue.next; task !== undefined; task = this.#queue.next) {
      const consumer = this.#freeConsumer(task.silent)
      if (consumer === undefined) return
      if (this.#startedInTurn === DELIVERIES_PER_TURN) {
        this.#endTurn()
        return
      }
      this.#startedInTurn++
      const lane = this.#queue.take()
      if (lane !== undefined) void this.#deliver(lane, task, consumer)
    }
  }

  #endTurn(): void {
    this.#startedInTurn = 0
    this.#scheduled = true
    this.#turn = this.#params.timers.setTimeout(() => {
      this.#turn = undefined
      this.#dispatch()
    }, 0)
  }

  #freeConsumer(avoided: Consumer | undefined): Consumer | undefined {
    let lastChoice: Consumer | undefined
    for (let offset = 0; offset < this.#consumers.length; offset++) {
      const index = (this.#nextConsumer + offset) % this.#consumers.length
      const consumer = this.#consumers[index]
      if (consumer?.isFree !== true) continue
      if (consumer === avoided) {
        lastChoice = consumer
        continue
      }
      this.#nextConsumer = index + 1
      return consumer
    }
    return lastChoice
  }

  async #deliver(lane: Lane<Task>, task: Task, consumer: Consumer): Promise<void> {
    task.attempts++
    const inFlight = new InFlight({
      timers: this.#params.timers,
      ackTimeoutMs: consumer.ackTimeoutMs,
      onSilence: () => {
        consumer.finished()
        task.silent = consumer
        if (this.#params.redelivers) this.#putBack(lane)
        else this.#finish(lane, task)
      },
    })
    const verdict = await consumer.handle(this.#deliveryOf(task, inFlight))
    if (!inFlight.settle()) return
    consumer.finished()
    this.#apply(lane, task, verdict)
  }

  #deliveryOf({ message, attempts }: Task, inFlight: InFlight): BusDelivery {
    return {
      topic: this.#params.topic,
      key: message.key,
      value: copyOut(message.value),
      attempt: attempts,
      publishedAtMs: message.publishedAtMs,
      heartbeat: async () => inFlight.heartbeat(),
    }
  }

  #apply(lane: Lane<Task>, task: Task, verdict: Verdict | undefined): void {
    const { redelivers, onDeadLetter } = this.#params
    if (verdict?.kind === 'dead-letter') {
      onDeadLetter(task.message, { code: verdict.code, cause: verdict.cause, attempts: task.attempts })
    } else if (verdict?.kind !== 'ack' && redelivers) {
      // Even a delay of 0 goes through a timer, or a handler that asks for it for ever would stop the process.
      this.#retries.wait(lane, verdict?.kind === 'retry' ? verdict.delayMs : RETRY_DELAY_MS)
      return
    }
    this.#finish(lane, task)
  }

  #finish(lane: Lane<Task>, task: Task): void {
    this.#queue.finish(lane)
    this.#params.onHandled(task.message)
    this.#schedule()
  }

  #putBack(lane: Lane<Task>): void {
    this.#queue.putBack(lane)
    this.#schedule()
  }
}
