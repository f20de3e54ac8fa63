/** Letters of the keys of a group; what they hold: `lua/bus/group.lua`. */
const GROUP_PARTS = ['c', 'l', 'o', 's', 'w', 'd'] as const

/**
 * Keys of one partition of a topic: `prefix{b:topic:partition}`, with the topic escaped so that it can neither close
 * the tag nor pass for another one, a letter for what the key holds, and behind it the name of the group.
 */
export class PartitionKeys {
  readonly messages: string
  /** Stream, counters and groups. */
  readonly shared: readonly string[]
  readonly #place: string

  constructor(params: { readonly prefix: string; readonly topic: string; readonly partition: number }) {
    this.#place = `${params.prefix}{b:${encodeURIComponent(params.topic)}:${params.partition}}`
    this.messages = `${this.#place}m`
    this.shared = [this.messages, `${this.#place}h`, `${this.#place}g`]
  }

  /** All keys that the scripts of a group are given. */
  ofGroup(group: string): readonly string[] {
    return [...this.shared, ...GROUP_PARTS.map((part) => `${this.#place}${part}${group}`)]
  }
}

/** The keys of all partitions of a topic. */
export function partitionsOf(
  { keyPrefix: prefix, partitions }: { readonly keyPrefix: string; readonly partitions: number },
  topic: string,
): readonly PartitionKeys[] {
  return Array.from({ length: partitions }, (_, partition) => new PartitionKeys({ prefix, topic, partition }))
}

/** The channel on which processes tell each other that a topic has new messages. */
export function wakeUpChannel(prefix: string, topic: string): string {
  return `${prefix}w:${encodeURIComponent(topic)}`
}
