import type { UserId } from '@feed-engine/core'
import { GraphUser } from './graph-user'

/** Users of one tenant. Whoever took part in a write is kept, so that a page can go on after a user without edges. */
export class TenantGraph {
  /** Authors with a mark. */
  readonly marked = new Set<GraphUser>()
  readonly #users = new Map<UserId, GraphUser>()
  readonly #byOrdinal: GraphUser[] = []

  find(userId: UserId): GraphUser | undefined {
    return this.#users.get(userId)
  }

  user(userId: UserId): GraphUser {
    let user = this.#users.get(userId)
    if (user === undefined) {
      user = new GraphUser(userId, this.#users.size)
      this.#users.set(userId, user)
      this.#byOrdinal.push(user)
    }
    return user
  }

  at(ordinal: number): GraphUser | undefined {
    return this.#byOrdinal[ordinal]
  }

  /** Place in the order of pages. Users who were never seen come after all others, so no page names or follows them. */
  ordinalOf(userId: UserId): number {
    return this.#users.get(userId)?.ordinal ?? Number.POSITIVE_INFINITY
  }
}
