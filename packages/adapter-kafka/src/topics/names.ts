import { FeedError } from '@feed-engine/core'

/** Letters that Kafka allows, without the dot, which separates the parts of our names. */
const LEGAL = /^[A-Za-z0-9_-]{1,80}$/

/** The topics of a group, and what Kafka knows the group by. */
export interface GroupNames {
  readonly topic: string
  /** Messages that the group is handed once more. */
  readonly replay: string
  readonly deadLetters: string
  /** A group of ours on two topics is two groups of Kafka: they rebalance apart. */
  readonly groupId: string
}

export class Names {
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  topic(topic: string): string {
    return this.#prefix + checked(topic, 'topic')
  }

  group(topic: string, group: string): GroupNames {
    const own = `${this.topic(topic)}.${checked(group, 'group')}`
    return { topic: this.topic(topic), replay: `${own}.replay`, deadLetters: `${own}.dead-letters`, groupId: own }
  }

  /** A group of one member that commits nothing, which Kafka forgets when the member leaves. */
  passing(topic: string, token: string): string {
    return `${this.topic(topic)}.passing.${token}`
  }
}

function checked(name: string, field: string): string {
  if (typeof name === 'string' && LEGAL.test(name)) return name
  throw new FeedError({
    code: 'INVALID_ARGUMENT',
    field,
    rule: 'has to be 1 to 80 letters, digits, "_" and "-": it becomes part of the name of a Kafka topic',
  })
}
