import type { TimerHandle } from '@feed-engine/core'
import { markOf } from '../client/errors'
import { KAFKA_METRICS } from '../metrics'
import type { BusContext } from '../options'
import type { Offsets } from '../topics/offsets'
import type { TopicConsumer } from './topic-consumer'

export interface WatchdogParams {
  readonly context: BusContext
  readonly offsets: Offsets
  readonly consumer: TopicConsumer
  readonly groupId: string
  readonly topics: readonly string[]
  readonly labels: { readonly topic: string; readonly group: string }
}

/**
 * Looks now and then whether a consumer still gets its messages: one that stands still in front of some, for a whole
 * interval and with room for them, is started again. A commit that did not come to stay is made once more.
 */
export class Watchdog {
  readonly #params: WatchdogParams
  #timer: TimerHandle | undefined
  #before = new Map<string, number>()
  #stopped = false

  constructor(params: WatchdogParams) {
    this.#params = params
    this.#arm()
  }

  stop(): void {
    this.#stopped = true
    this.#params.context.timers.clearTimeout(this.#timer)
  }

  #arm(): void {
    const { timers, consumer } = this.#params.context
    this.#timer = timers.setTimeout(() => void this.#look(), consumer.watchdogMs, { background: true })
  }

  async #look(): Promise<void> {
    const { context, consumer, labels } = this.#params
    try {
      if (await this.#isStuck()) {
        context.metrics.count(KAFKA_METRICS.stalls, 1, labels)
        context.logger.error('a consumer gets no messages although there are some, and is started again', labels)
        this.#before.clear()
        consumer.startAgain()
      }
    } catch (error) {
      context.logger.warn('a consumer cannot be watched now', { ...labels, error: markOf(error) })
    }
    if (!this.#stopped) this.#arm()
  }

  async #isStuck(): Promise<boolean> {
    const { offsets, consumer, groupId, topics } = this.#params
    const positions = consumer.positions
    const [committed, ...kept] = await Promise.all([
      offsets.committed(groupId, topics),
      ...topics.map((topic) => offsets.kept(topic)),
    ])
    const before = this.#before
    this.#before = new Map()
    let stuck = false
    for (const { topic, partition, next, floor, isWaiting } of positions) {
      const name = `${topic}/${partition}`
      const high = kept[topics.indexOf(topic)]?.get(partition)?.high ?? 0
      if ((committed.get(topic)?.get(partition)?.floor ?? 0) < floor) consumer.commitAgain({ topic, partition })
      if (next >= high || isWaiting) continue
      stuck ||= before.get(name) === next
      this.#before.set(name, next)
    }
    return stuck
  }
}
