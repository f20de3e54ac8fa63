import type { FeedKey, FeedKind, TenantId, UserId } from '@feed-engine/core'

/** A map by feed. Nested maps rather than joined keys: no id can be mistaken for another, and nothing is joined. */
export class FeedMap<T> {
  readonly #tenants = new Map<TenantId, Map<FeedKind, Map<UserId, T>>>()

  get(feed: FeedKey): T | undefined {
    return this.#tenants.get(feed.tenant)?.get(feed.kind)?.get(feed.ownerId)
  }

  set(feed: FeedKey, value: T): void {
    let kinds = this.#tenants.get(feed.tenant)
    if (kinds === undefined) {
      kinds = new Map()
      this.#tenants.set(feed.tenant, kinds)
    }
    let owners = kinds.get(feed.kind)
    if (owners === undefined) {
      owners = new Map()
      kinds.set(feed.kind, owners)
    }
    owners.set(feed.ownerId, value)
  }

  delete(feed: FeedKey): void {
    const kinds = this.#tenants.get(feed.tenant)
    const owners = kinds?.get(feed.kind)
    owners?.delete(feed.ownerId)
    if (owners?.size === 0) kinds?.delete(feed.kind)
    if (kinds?.size === 0) this.#tenants.delete(feed.tenant)
  }
}
