import { LRUCache } from 'lru-cache'
import type { PostId, PostRecord } from '../model'
import { VersionFloors } from './version-floors'

/** What a record takes besides its body: the envelope's strings and objects, roughly. */
const ENVELOPE_BYTES = 600

/**
 * Posts that this process has read. A record is the truth for as long as its version is the current one, and that is
 * for the store to say: nobody shows a record from here without having asked.
 */
export class PostMemory {
  readonly #records: LRUCache<PostId, PostRecord> | undefined
  readonly #floors = new VersionFloors()

  /** @param maxBytes of bodies and envelopes; 0: remembers nothing */
  constructor(maxBytes: number) {
    if (maxBytes === 0) return
    this.#records = new LRUCache<PostId, PostRecord>({
      maxSize: maxBytes,
      sizeCalculation: ({ body }) => ENVELOPE_BYTES + body.length,
    })
  }

  get(postId: PostId): PostRecord | undefined {
    return this.#records?.get(postId)
  }

  remember(record: PostRecord, nowMs: number): void {
    const { id, version } = record
    if (this.#floors.refuses(id, version, nowMs)) return
    const known = this.#records?.peek(id)
    if (known === undefined || known.version <= version) this.#records?.set(id, record)
  }

  /** Forgets versions below, and remembers none of them that are still being read. */
  invalidate(postId: PostId, minVersion: number, nowMs: number): void {
    if (this.#records === undefined) return
    this.#floors.raise(postId, minVersion, nowMs)
    const known = this.#records.peek(postId)
    if (known !== undefined && known.version < minVersion) this.#records.delete(postId)
  }
}
