import { encodeEvent } from '../codec/event-codec'
import type { InteractionRecorded } from '../codec/feed-events'
import { COUNTERS_GROUP, DISCOVERY_GROUP, INTERACTIONS_TOPIC, SIGNALS_GROUP } from '../model'
import type { EventBus, FeedStores, OutboxEvent, PortCall } from '../ports'

/** The way of interactions to the stores that learn from them: a topic, and a group for each store. */
export class InteractionTopic {
  readonly groups: readonly string[]
  readonly #bus: EventBus
  #groupsExist = false

  constructor(bus: EventBus, groups: readonly string[]) {
    this.#bus = bus
    this.groups = groups
  }

  /** The groups exist before the first event is on the topic, whoever starts first: nothing passes them by. */
  async ensureGroups(call: PortCall): Promise<void> {
    if (this.#groupsExist) return
    for (const group of this.groups) await this.#bus.ensureGroup({ topic: INTERACTIONS_TOPIC, group }, call)
    this.#groupsExist = true
  }

  /** Durable for all groups when it resolves. */
  async publish(events: readonly InteractionRecorded[], call: PortCall): Promise<void> {
    await this.ensureGroups(call)
    const messages = events.map((event) => ({ key: event.key, value: encodeEvent(event) }))
    await this.#bus.publish({ topic: INTERACTIONS_TOPIC, messages }, call)
  }

  async isEmpty(call: PortCall): Promise<boolean> {
    for (const group of this.groups) {
      if ((await this.#bus.lag({ topic: INTERACTIONS_TOPIC, group }, call)) > 0) return false
    }
    return true
  }
}

/** An event as the outbox takes it. */
export function toOutboxEvent(event: InteractionRecorded): OutboxEvent {
  return { topic: INTERACTIONS_TOPIC, key: event.key, value: encodeEvent(event) }
}

/**
 * None where no store would learn anything.
 * @param keepsBoards whether boards are kept in the signals
 */
export function createInteractionTopic(
  { bus, signals, counters }: FeedStores,
  keepsBoards: boolean,
): InteractionTopic | undefined {
  const groups = [
    ...(signals === undefined ? [] : [SIGNALS_GROUP]),
    ...(counters === undefined ? [] : [COUNTERS_GROUP]),
    ...(keepsBoards ? [DISCOVERY_GROUP] : []),
  ]
  return bus === undefined || groups.length === 0 ? undefined : new InteractionTopic(bus, groups)
}
