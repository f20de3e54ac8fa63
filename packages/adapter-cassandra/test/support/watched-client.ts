import type { CassandraClient, CassandraQueryOptions, CassandraResult } from '../../src'

/** What the driver throws when no answer comes. */
class OperationTimedOutError extends Error {
  override readonly name = 'OperationTimedOutError'
}

/**
 * A client that writes down its statements and dies on demand: at its n-th write, before it is sent or before its
 * answer comes, and with it all that follows.
 */
export class WatchedClient implements CassandraClient {
  readonly statements: { readonly text: string; readonly options: CassandraQueryOptions }[] = []
  /** Largest number of statements that were under way at once. */
  mostAtOnce = 0
  #running = 0
  #dead = false
  #death: { left: number; readonly when: 'before' | 'after' } | undefined

  constructor(private readonly client: CassandraClient) {}

  connect(): Promise<void> {
    return this.client.connect()
  }

  /** Dies at the write after so many others. */
  dieAfter(writes: number, when: 'before' | 'after'): void {
    this.#death = { left: writes, when }
  }

  get isDead(): boolean {
    return this.#dead
  }

  async execute(query: string, params: unknown[], options: CassandraQueryOptions): Promise<CassandraResult> {
    const text = query.trim().replaceAll(/\s+/g, ' ')
    const dies = this.#diesAt(text)
    if (this.#dead || dies === 'before') {
      this.#dead = true
      throw new OperationTimedOutError('dead')
    }
    this.statements.push({ text, options })
    this.#running += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running)
    try {
      const result = await this.client.execute(query, params, options)
      if (dies === 'after') this.#dead = true
      if (this.#dead) throw new OperationTimedOutError('dead')
      return result
    } finally {
      this.#running -= 1
    }
  }

  #diesAt(text: string): 'before' | 'after' | undefined {
    if (this.#death === undefined || text.startsWith('select')) return undefined
    this.#death.left -= 1
    return this.#death.left === -1 ? this.#death.when : undefined
  }
}
