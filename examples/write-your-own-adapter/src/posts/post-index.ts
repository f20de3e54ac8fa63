import type { TenantId } from '@feed-engine/core'
import type { LogEntry, StoredEvent } from './log-entry'
import { TenantPosts } from './tenant-posts'

/** What the log says, in memory: built anew from its entries whenever it is opened. */
export class PostIndex {
  /** Events that are not on the bus yet, oldest first. */
  readonly waiting = new Map<string, StoredEvent>()
  readonly #tenants = new Map<TenantId, TenantPosts>()
  #lastRecordId = 0

  tenant(tenant: TenantId): TenantPosts {
    const posts = this.#tenants.get(tenant) ?? new TenantPosts()
    this.#tenants.set(tenant, posts)
    return posts
  }

  nextRecordId(): string {
    return String(++this.#lastRecordId)
  }

  apply(entry: LogEntry): void {
    if (entry.kind === 'relayed') {
      for (const recordId of entry.recordIds) this.waiting.delete(recordId)
      return
    }
    if (entry.kind === 'post') this.tenant(entry.tenant).store(entry.post, entry.idempotencyKey)
    if (entry.kind === 'tombstone') this.tenant(entry.tenant).bury(entry.postId)
    for (const event of entry.events) {
      this.waiting.set(event.recordId, event)
      this.#lastRecordId = Math.max(this.#lastRecordId, Number(event.recordId))
    }
  }

  /** The shortest log that says the same. */
  *entries(): Iterable<LogEntry> {
    for (const [tenant, posts] of this.#tenants) {
      for (const { postId, found, key } of posts.all()) {
        if (found === 'tombstone') yield { kind: 'tombstone', tenant, postId, events: [] }
        else
          yield { kind: 'post', tenant, post: found, ...(key === undefined ? {} : { idempotencyKey: key }), events: [] }
      }
    }
    if (this.waiting.size > 0) yield { kind: 'waiting', events: [...this.waiting.values()] }
  }
}
