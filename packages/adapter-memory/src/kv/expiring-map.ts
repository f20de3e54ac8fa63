import { LRUCache } from 'lru-cache'

interface Held<T> {
  readonly content: T
  /** The first moment at which it is absent. */
  readonly expiresAtMs: number
}

/**
 * A map of bounded size whose entries end. Beyond the bound the one that was not used for longest goes, ended or not.
 * (The library's own `ttl` takes a start at time 0 for "none", as a virtual clock may begin.)
 */
export class ExpiringMap<T extends object> {
  readonly #entries: LRUCache<string, Held<T>>

  constructor(params: { readonly maxSize: number; readonly sizeOf: (key: string, content: T) => number }) {
    this.#entries = new LRUCache({
      maxSize: params.maxSize,
      sizeCalculation: ({ content }, key) => params.sizeOf(key, content),
    })
  }

  get(key: string, now: number): T | undefined {
    return this.#find(key, now)?.content
  }

  /** Milliseconds that an entry has left; 0 if there is none. */
  remainingMs(key: string, now: number): number {
    return (this.#find(key, now)?.expiresAtMs ?? now) - now
  }

  set(key: string, content: T, expiresAtMs: number): void {
    this.#entries.set(key, { content, expiresAtMs })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  #find(key: string, now: number): Held<T> | undefined {
    const held = this.#entries.get(key)
    if (held === undefined || now < held.expiresAtMs) return held
    this.#entries.delete(key)
    return undefined
  }
}
