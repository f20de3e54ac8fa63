import type { BusDelivery, Timers, Verdict } from '@feed-engine/core'
import { InFlight } from './in-flight'
import { KeyQueue, type Lane } from './key-queue'
import type { PartitionWindow } from './partition-window'
import type { Subscriber } from './subscriber'
import { WaitingRoom } from './waiting-room'

/** Delay of a message whose handler threw. */
const RETRY_DELAY_MS = 100
/** Delay of a message that cannot become a dead letter yet. */
const BURY_DELAY_MS = 1_000
/** Deliveries begun in a row before timers and sockets get their turn. */
const DELIVERIES_PER_TURN = 500

/** A message of a partition that this process holds. */
export interface Task {
  readonly window: PartitionWindow
  readonly offset: number
  readonly key: string
  readonly value: Uint8Array
  readonly publishedAtMs: number
  /** Who fell silent over it: the next try is for another subscription, if there is one. */
  silent?: Subscriber | undefined
}

export type DeadLetterVerdict = Extract<Verdict, { kind: 'dead-letter' }>

export interface DispatcherParams {
  /** As subscribers know it. */
  readonly topic: string
  readonly timers: Timers
  /** Whether a message is delivered until a verdict says otherwise, or once. */
  readonly redelivers: boolean
  /** A try has begun. */
  readonly onTry: (task: Task) => void
  readonly onHandled: (task: Task) => void
  /** Keeps a dead letter; as long as that fails, the message is not handled. */
  readonly bury: (task: Task, letter: DeadLetterVerdict & { readonly attempts: number }) => Promise<void>
  /** Whether it is certain enough that the messages are still this process's. If not, `wake` is called once it is. */
  readonly mayBegin: () => boolean
  /** Asks whether the process is still a member of its group. */
  readonly isMember: () => Promise<boolean>
}

/** Hands messages to the subscriptions of this process: those of a key one after the other, retries in place. */
export class Dispatcher {
  readonly #params: DispatcherParams
  readonly #queue = new KeyQueue<Task>()
  readonly #waiting: WaitingRoom<Lane<Task>>
  readonly #subscribers: Subscriber[] = []
  #turn = 0
  #suspended = false
  #scheduled = false
  #inFlight = 0

  constructor(params: DispatcherParams) {
    this.#params = params
    this.#waiting = new WaitingRoom(params.timers, (lane) => this.#putBack(lane))
  }

  /** Messages in the hands of handlers that have not fallen silent, or on their way to the dead letters. */
  get inFlight(): number {
    return this.#inFlight
  }

  get isUnused(): boolean {
    return this.#subscribers.length === 0
  }

  enqueue(task: Task): void {
    this.#queue.push(task.key, task)
    this.#schedule()
  }

  join(subscriber: Subscriber): void {
    this.#subscribers.push(subscriber)
    this.#waiting.release(({ tasks }) => tasks[0]?.silent !== undefined)
    this.#schedule()
  }

  /** Gives a subscriber nothing more, and resolves when it has finished what it has. */
  async leave(subscriber: Subscriber): Promise<void> {
    const index = this.#subscribers.indexOf(subscriber)
    if (index >= 0) this.#subscribers.splice(index, 1)
    await subscriber.idle()
  }

  /** Begins no try until `resume`. */
  suspend(): void {
    this.#suspended = true
  }

  resume(): void {
    this.#suspended = false
    this.#schedule()
  }

  /** Looks again whether something may begin. */
  wake(): void {
    this.#schedule()
  }

  /** Forgets the messages of windows that are held no more. */
  dropLost(): void {
    this.#waiting.release(({ tasks }) => tasks[0]?.window.held === false)
  }

  stop(): void {
    this.#suspended = true
    this.#waiting.clear()
  }

  /** Deliveries begin in a turn of their own: never inside one another. */
  #schedule(): void {
    if (this.#scheduled || this.#suspended || this.#subscribers.length === 0) return
    this.#scheduled = true
    queueMicrotask(() => this.#dispatch())
  }

  #dispatch(): void {
    this.#scheduled = false
    for (let started = 0; !this.#suspended && this.#params.mayBegin(); ) {
      const lane = this.#queue.next
      const task = lane?.tasks[0]
      if (lane === undefined || task === undefined) return
      if (!task.window.held) {
        this.#queue.take(lane)
        this.#queue.finish(lane)
        continue
      }
      const subscriber = this.#freeSubscriber(task.silent)
      if (subscriber === undefined) return
      if (++started > DELIVERIES_PER_TURN) {
        this.#params.timers.setTimeout(() => this.#schedule(), 0)
        return
      }
      this.#queue.take(lane)
      void this.#deliver(lane, task, subscriber)
    }
  }

  /** Subscribers take turns; the one that is avoided comes last. */
  #freeSubscriber(avoided: Subscriber | undefined): Subscriber | undefined {
    let lastChoice: Subscriber | undefined
    for (let step = 0; step < this.#subscribers.length; step++) {
      const index = (this.#turn + step) % this.#subscribers.length
      const subscriber = this.#subscribers[index]
      if (subscriber?.isFree !== true) continue
      if (subscriber === avoided) {
        lastChoice = subscriber
        continue
      }
      this.#turn = index + 1
      return subscriber
    }
    return lastChoice
  }

  async #deliver(lane: Lane<Task>, task: Task, subscriber: Subscriber): Promise<void> {
    const attempt = task.window.countTry(task.offset)
    task.silent = undefined
    this.#params.onTry(task)
    this.#inFlight++
    const inFlight = new InFlight({
      timers: this.#params.timers,
      ackTimeoutMs: subscriber.ackTimeoutMs,
      onSilence: () => {
        subscriber.finished()
        this.#fellSilent(lane, task, subscriber)
      },
    })
    const verdict = await subscriber.handle(this.#deliveryOf(task, attempt, inFlight))
    if (!inFlight.settle()) return
    subscriber.finished()
    await this.#apply(lane, task, { verdict, attempt })
  }

  #deliveryOf(task: Task, attempt: number, inFlight: InFlight): BusDelivery {
    return {
      topic: this.#params.topic,
      key: task.key,
      value: new Uint8Array(task.value),
      attempt,
      publishedAtMs: task.publishedAtMs,
      heartbeat: async () => {
        if (!inFlight.renew()) return false
        return (await this.#params.isMember()) && task.window.held
      },
    }
  }

  /** Goes to another subscription at once, to the silent one only if no other comes for as long again. */
  #fellSilent(lane: Lane<Task>, task: Task, subscriber: Subscriber): void {
    this.#inFlight--
    if (!this.#params.redelivers) {
      this.#finish(lane, task)
      return
    }
    task.silent = subscriber
    if (this.#subscribers.some((other) => other !== subscriber)) this.#putBack(lane)
    else this.#waiting.wait(lane, subscriber.ackTimeoutMs)
  }

  async #apply(
    lane: Lane<Task>,
    task: Task,
    { verdict, attempt }: { readonly verdict: Verdict | undefined; readonly attempt: number },
  ): Promise<void> {
    const { redelivers, bury } = this.#params
    let handled = verdict?.kind === 'ack' || !redelivers
    let delayMs = verdict?.kind === 'retry' ? verdict.delayMs : RETRY_DELAY_MS
    if (task.window.held && redelivers && verdict?.kind === 'dead-letter') {
      delayMs = BURY_DELAY_MS
      handled = await bury(task, { ...verdict, attempts: attempt }).then(
        () => true,
        () => false,
      )
    }
    this.#inFlight--
    if (handled || !task.window.held) this.#finish(lane, task)
    else this.#waiting.wait(lane, delayMs)
    this.#schedule()
  }

  #finish(lane: Lane<Task>, task: Task): void {
    this.#queue.finish(lane)
    if (task.window.held) {
      task.window.done(task.offset)
      this.#params.onHandled(task)
    }
    this.#schedule()
  }

  #putBack(lane: Lane<Task>): void {
    this.#queue.putBack(lane)
    this.#schedule()
  }
}
