import type { CounterStore, CounterStoreCapabilities, WriteBehindCounters } from '@feed-engine/core'

/** A counter store that can be replaced by an empty one while it is in use. */
export class LosableCounters implements CounterStore {
  readonly name: string
  readonly capabilities: CounterStoreCapabilities
  readonly writeBehind: WriteBehindCounters
  readonly #create: () => Required<CounterStore>
  #store: Required<CounterStore>

  constructor(create: () => Required<CounterStore>) {
    this.#create = create
    this.#store = create()
    this.name = this.#store.name
    this.capabilities = this.#store.capabilities
    const front = (): WriteBehindCounters => this.#store.writeBehind
    this.writeBehind = {
      apply: (...args) => front().apply(...args),
      read: (...args) => front().read(...args),
      restore: (...args) => front().restore(...args),
      dirty: (...args) => front().dirty(...args),
      unsaved: (...args) => front().unsaved(...args),
      settle: (...args) => front().settle(...args),
    }
  }

  lose(): void {
    this.#store = this.#create()
  }

  apply(...args: Parameters<CounterStore['apply']>): ReturnType<CounterStore['apply']> {
    return this.#store.apply(...args)
  }

  read(...args: Parameters<CounterStore['read']>): ReturnType<CounterStore['read']> {
    return this.#store.read(...args)
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
