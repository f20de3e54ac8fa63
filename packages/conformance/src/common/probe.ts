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

/** The user is a post, and a member of its likes; how often it was answered tells one from the other. */
export const counterStoreProbe: Probe<'counterStore'> = {
  async write(adapter, { tenant, userId }, make) {
    const answers = 1 + (serialOf(make) % 9)
    const replies = make
      .users(answers)
      .map((member) => ({ postId: userId, counter: 'replies', member, on: true, atMs: 1 }) as const)
    const like = { postId: userId, counter: 'likes', member: userId, on: true, atMs: 1 } as const
    const view = { postId: userId, counter: 'views', member: userId, atMs: 1, keepMs: 1_000 } as const
    await adapter.apply({ tenant, nowMs: 1, changes: [like, view, ...replies] })
    return ['1', String(answers), '1', 'true']
  },
  async read(adapter, { tenant, userId }) {
    const found = (await adapter.read({ tenant, postIds: [userId], viewerId: userId })).get(userId)
    if (found === undefined || (found.counts.likes === 0 && found.liked !== true)) return []
    const { likes, replies, views } = found.counts
    return [String(likes), String(replies), String(views), String(found.liked)]
  },
}

export const counterArchiveProbe: Probe<'counterArchive'> = {
  async write(adapter, { tenant, userId }, make) {
    const version = serialOf(make)
    const counts = { likes: 1, replies: 0, reposts: 0, quotes: 0, views: version }
    const members = [{ counter: 'likes', member: userId, on: true, atMs: 1 }] as const
    await adapter.save({ parts: [{ tenant, postId: userId, part: 0, version, counts, members, pending: 0 }] })
    return [userId, String(version), userId]
  },
  async read(adapter, { tenant, userId }) {
    const members = [{ counter: 'likes', member: userId }] as const
    const found = await adapter.load({ parts: [{ tenant, postId: userId, part: 0, members }] })
    return found.flatMap((part) => [
      part.postId,
      String(part.counts.views),
      ...part.members.map(({ member }) => member),
    ])
  },
}

/** A number that this object has not given before. */
function serialOf(make: Fixtures): number {
  return Number(/\d+$/.exec(make.name('serial'))?.[0])
}
