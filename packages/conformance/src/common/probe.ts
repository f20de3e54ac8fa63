import type { Fixtures } from '../kit/fixtures'
import type { HarnessByPort, PortName } from '../kit/rule'
import { openFilled } from '../timeline-cache/timelines'

/** A user of a tenant. */
export interface Scope {
  readonly tenant: string
  readonly userId: string
}

/** Writes facts about a user through a port, and reads what the port knows about one. */
export interface Probe<P extends PortName> {
  /** Answers the facts that `read` has to find from now on. */
  write(adapter: HarnessByPort[P]['adapter'], scope: Scope, make: Fixtures): Promise<readonly string[]>
  read(adapter: HarnessByPort[P]['adapter'], scope: Scope): Promise<readonly string[]>
}

export const postStoreProbe: Probe<'postStore'> = {
  async write(adapter, { tenant, userId }, make) {
    const post = make.post({ authorId: userId })
    await adapter.put({ tenant, post, events: [] })
    return [post.position]
  },
  async read(adapter, { tenant, userId }) {
    const [page] = await adapter.listByAuthors({ tenant, authors: [{ authorId: userId }], limitPerAuthor: 10 })
    return page?.positions ?? []
  },
}

export const graphStoreProbe: Probe<'graphStore'> = {
  async write(adapter, { tenant, userId }, make) {
    const [follower, followee, muted] = [make.user(), make.user(), 'muted']
    const position = make.position()
    await adapter.follow({ tenant, followerId: userId, followeeId: followee, maxFollowees: 100 })
    await adapter.follow({ tenant, followerId: follower, followeeId: userId, maxFollowees: 100 })
    await adapter.mute({ tenant, userId, targetId: muted })
    await adapter.recordDelivery({ tenant, authorId: userId, pulled: { belowClass: 4, position } })
    return [followee, follower, 'true', position]
  },
  async read(adapter, { tenant, userId }) {
    const followees = await adapter.followees({ tenant, userId, limit: 10 })
    const followers = await adapter.followers({ tenant, userId, limit: 10 })
    const { relations, pullAuthors } = await adapter.viewerRelations({
      tenant,
      viewerId: userId,
      authorIds: ['muted'],
      readerClass: 0,
      newFolloweesLimit: 0,
    })
    const muting = relations.get('muted')?.muting === true ? ['true'] : []
    const marks = pullAuthors.filter(({ authorId }) => authorId === userId).map(({ pulledUpTo }) => pulledUpTo)
    return [...followees.userIds, ...followers.userIds, ...muting, ...marks]
  },
}

export const signalStoreProbe: Probe<'signalStore'> = {
  async write(adapter, { tenant, userId }, make) {
    const key = make.name('key')
    const subject = { kind: 'affinity', ownerId: userId }
    const rule = { halfLifeMs: 3_600_000, maxKeys: 10, dedupeMs: 3_600_000 }
    const update = { ...rule, subject, eventId: 'event', atMs: 1_000, changes: [{ key, weight: 1 }] }
    await adapter.record({ tenant, nowMs: 1_000, updates: [update] })
    return [key]
  },
  async read(adapter, { tenant, userId }) {
    const [entries] = await adapter.read({ tenant, subjects: [{ subject: { kind: 'affinity', ownerId: userId } }] })
    return entries?.map(({ key }) => key) ?? []
  },
}

export const timelineCacheProbe: Probe<'timelineCache'> = {
  async write(adapter, { tenant, userId }, make) {
    const position = make.position()
    await openFilled(adapter, make, { feed: make.feed(tenant, userId), positions: [position] })
    return [position]
  },
  async read(adapter, { tenant, userId }) {
    const feed = { tenant, kind: 'home', ownerId: userId } as const
    const slice = await adapter.read({ feed, limit: 10, idleTtlMs: 60_000 })
    return slice?.entries.map(({ position }) => position) ?? []
  },
}
