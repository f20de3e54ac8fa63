import { type ChainableCommander, Cluster, type Redis } from 'ioredis'

type AddCommands = (pipeline: ChainableCommander, key: string) => unknown

/** Sends commands for many keys: one pipeline, of a cluster one per master, all at once. */
export class MasterPipelines {
  readonly #client: Redis | Cluster
  readonly #slots = new Map<string, number>()

  constructor(client: Redis | Cluster) {
    this.#client = client
  }

  /** Answers the replies, of a cluster master by master. Fails if any command does. */
  async run(keys: readonly string[], add: AddCommands): Promise<unknown[]> {
    const client = this.#client
    const parts = client instanceof Cluster ? await this.#byMaster(client, keys) : [keys]
    const replies = await Promise.all(
      parts.map((part) => {
        const pipeline = client.pipeline()
        for (const key of part) add(pipeline, key)
        return pipeline.exec()
      }),
    )
    return replies.flatMap((part) => (part ?? []).map(replyOf))
  }

  async #byMaster(cluster: Cluster, keys: readonly string[]): Promise<readonly (readonly string[])[]> {
    await this.#learnSlots(cluster, keys)
    const parts = new Map<string, string[]>()
    for (const key of keys) {
      const master = cluster.slots[this.#slots.get(key) ?? 0]?.[0] ?? ''
      const part = parts.get(master)
      if (part === undefined) parts.set(master, [key])
      else part.push(key)
    }
    return [...parts.values()]
  }

  /** A server is asked once for the slot of each key. */
  async #learnSlots(cluster: Cluster, keys: readonly string[]): Promise<void> {
    const unknown = keys.filter((key) => !this.#slots.has(key))
    const slots = await Promise.all(unknown.map((key) => cluster.cluster('KEYSLOT', key)))
    for (const [index, key] of unknown.entries()) this.#slots.set(key, Number(slots[index]))
  }
}

/** The reply of a command in a pipeline; or throws its error. */
export function replyOf([error, reply]: readonly [Error | null, unknown]): unknown {
  if (error !== null) throw error
  return reply
}
