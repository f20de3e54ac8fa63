/**
 * Lets the lightweight transactions of this process on one partition run one after the other: at once they would make
 * each other's rounds of Paxos fail, and take far longer together.
 */
export class PartitionQueues {
  readonly #tails = new Map<string, Promise<unknown>>()

  async run<T>(partition: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(partition)
    const running = before === undefined ? work() : before.then(work, work)
    this.#tails.set(partition, running)
    try {
      return await running
    } finally {
      if (this.#tails.get(partition) === running) this.#tails.delete(partition)
    }
  }
}
