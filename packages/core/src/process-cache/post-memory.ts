import { LRUCache } from 'lru-cache'
import type { PostId, PostRecord } from '../model'

/** What a record takes besides its body: the envelope's strings and objects, roughly. */
const ENVELOPE_BYTES = 600

/**
 * Posts that this process has read. A record is the truth for as long as its version is the current one, and that is
 * for the store to say: nobody shows a record from here without having asked.
 */
export class PostMemory {
  readonly #records: LRUCache<PostId, PostRecord> | undefined

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

  remember(record: PostRecord): void {
    const known = this.#records?.peek(record.id)
    if (known === undefined || known.version <= record.version) this.#records?.set(record.id, record)
  }

  forget(postId: PostId): void {
    this.#records?.delete(postId)
  }
}
