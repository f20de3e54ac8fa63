import { FeedError } from '@feed-engine/core'

/** Something of a client that has to be connected before it is used. */
interface Connectable {
  connect(): Promise<void>
  disconnect(): Promise<void>
}

interface Lease<C> {
  readonly ready: Promise<C>
  uses: number
  discarded: boolean
}

/** A connection made when it is first needed, and made anew after a use of it has failed. */
export class Connection<C extends Connectable> {
  readonly #create: () => C
  readonly #ending = new Set<Promise<void>>()
  #lease: Lease<C> | undefined
  #closed = false

  constructor(create: () => C) {
    this.#create = create
  }

  /** Resolves when it is connected: failing here, nothing has been sent. */
  async ready(): Promise<void> {
    await this.#current().ready
  }

  async use<T>(work: (connected: C) => Promise<T>): Promise<T> {
    const lease = this.#current()
    lease.uses++
    try {
      return await work(await lease.ready)
    } catch (error) {
      this.#discard(lease)
      throw error
    } finally {
      lease.uses--
      this.#endIfUnused(lease)
    }
  }

  /** Disconnects; resolves also if that fails, since there is nothing left to be done about it. */
  async close(): Promise<void> {
    this.#closed = true
    const lease = this.#lease
    if (lease !== undefined) {
      this.#discard(lease)
      this.#endIfUnused(lease)
    }
    await Promise.all(this.#ending)
  }

  #current(): Lease<C> {
    if (this.#lease !== undefined) return this.#lease
    if (this.#closed) throw new FeedError({ code: 'CLOSED', rule: 'the bus is closed' })
    const created = this.#create()
    const ready = created.connect().then(() => created)
    const lease: Lease<C> = { ready, uses: 0, discarded: false }
    this.#lease = lease
    ready.catch(() => {
      this.#discard(lease)
      this.#end(Promise.resolve(created))
    })
    return lease
  }

  #discard(lease: Lease<C>): void {
    lease.discarded = true
    if (this.#lease === lease) this.#lease = undefined
  }

  #endIfUnused(lease: Lease<C>): void {
    if (lease.discarded && lease.uses === 0) this.#end(lease.ready)
  }

  #end(connected: Promise<C>): void {
    const ending = connected
      .then((each) => each.disconnect())
      .catch(() => undefined)
      .finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }
}
