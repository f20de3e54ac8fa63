import type {
  CounterArchive,
  CounterStore,
  EventBus,
  GraphStore,
  KeyValueCache,
  PortCall,
  PostStore,
  SignalStore,
  TimelineCache,
  UserDirectory,
} from '@feed-engine/core'
import type { Fixtures } from '../kit/fixtures'

/** One call of every method of a port that works on fresh data, by name. */
export type Calls = Readonly<Record<string, (call: PortCall) => Promise<unknown>>>

export function postStoreCalls(store: PostStore, make: Fixtures): Calls {
  const tenant = make.tenant()
  const post = make.post()
  const { id: postId, authorId, position } = post
  return {
    put: (call) => store.put({ tenant, post, events: [] }, call),
    getMany: (call) => store.getMany({ tenant, postIds: [postId] }, call),
    ...(store.versions === undefined
      ? {}
      : { versions: (call: PortCall) => store.versions?.({ tenant, postIds: [postId] }, call) ?? Promise.resolve() }),
    listByAuthors: (call) => store.listByAuthors({ tenant, authors: [{ authorId }], limitPerAuthor: 1 }, call),
    update: (call) => store.update({ tenant, postId, authorId, change: { visibility: 'private' }, events: [] }, call),
    ...(store.history === undefined
      ? {}
      : { history: (call: PortCall) => store.history?.({ tenant, postId, limit: 1 }, call) ?? Promise.resolve() }),
    tombstone: (call) => store.tombstone({ tenant, postId, position, authorId, events: [] }, call),
  }
}

export function outboxCalls(store: PostStore): Calls {
  const { outbox } = store
  if (outbox === undefined) return {}
  const unknown = { partition: 0, fence: 'no-such-claim' }
  return {
    acknowledge: (call) => outbox.acknowledge({ ...unknown, recordIds: [] }, call),
    release: (call) => outbox.release(unknown, call),
    pending: (call) => outbox.pending(call),
    claim: (call) => outbox.claim({ leaseMs: 50, limit: 1 }, call),
  }
}

export function graphStoreCalls(graph: GraphStore, make: Fixtures): Calls {
  const tenant = make.tenant()
  const [userId, targetId] = [make.user(), make.user()]
  const pair = { tenant, userId, targetId }
  const edge = { tenant, followerId: userId, followeeId: targetId }
  const page = { tenant, userId, limit: 1 }
  const relations = { tenant, viewerId: userId, authorIds: [targetId], readerClass: 0, newFolloweesLimit: 1 }
  return {
    follow: (call) => graph.follow({ ...edge, maxFollowees: 10 }, call),
    approveFollow: (call) => graph.approveFollow(edge, call),
    unfollow: (call) => graph.unfollow(edge, call),
    followers: (call) => graph.followers(page, call),
    followees: (call) => graph.followees(page, call),
    pendingFollowers: (call) => graph.pendingFollowers(page, call),
    counts: (call) => graph.counts({ tenant, userIds: [userId] }, call),
    block: (call) => graph.block(pair, call),
    unblock: (call) => graph.unblock(pair, call),
    mute: (call) => graph.mute(pair, call),
    unmute: (call) => graph.unmute(pair, call),
    setAccountVisibility: (call) => graph.setAccountVisibility({ tenant, userId, visibility: 'private' }, call),
    viewerRelations: (call) => graph.viewerRelations(relations, call),
    authorState: (call) => graph.authorState({ tenant, authorId: userId }, call),
    recordDelivery: (call) => graph.recordDelivery({ tenant, authorId: userId, delivery: { pushFrom: 0 } }, call),
  }
}

export function timelineCacheCalls(cache: TimelineCache, make: Fixtures): Calls {
  const feed = make.feed()
  const entries = [make.entry()]
  const [token, nextToken] = [make.name('token'), make.name('token')]
  const coverage = { graphVersion: 0, readerClass: 0 }
  const lowest = '0'.repeat(make.codec.width)
  const change = { feed, token, nextToken, add: [], remove: [], watermark: lowest, coverage, maxEntries: 10 }
  return {
    push: (call) => cache.push({ feeds: [feed], entries, pushFrom: 0, maxEntries: 10 }, call),
    read: (call) => cache.read({ feed, limit: 1, idleTtlMs: 1_000 }, call),
    open: (call) => cache.open({ feed, token, readerClass: 0, idleTtlMs: 1_000 }, call),
    replace: (call) => cache.replace(change, call),
    evict: (call) => cache.evict({ feeds: [feed] }, call),
    incarnation: (call) => cache.incarnation({ feed }, call),
  }
}

export function eventBusCalls(bus: EventBus, make: Fixtures): Calls {
  const [topic, group] = [make.name('topic'), make.name('group')]
  const messages = [{ key: 'key', value: make.bytes(4) }]
  const handler = () => Promise.resolve({ kind: 'ack' } as const)
  const replay = { replay: (call: PortCall) => bus.replay({ topic, group, fromMs: 0 }, call) }
  return {
    ensureGroup: (call) => bus.ensureGroup({ topic, group }, call),
    publish: (call) => bus.publish({ topic, messages }, call),
    subscribe: (call) => bus.subscribe({ topic, group, handler, concurrency: 1, ackTimeoutMs: 30_000 }, call),
    lag: (call) => bus.lag({ topic, group }, call),
    deadLetters: (call) => bus.deadLetters({ topic, group, limit: 1 }, call),
    ...(bus.capabilities.replay ? replay : {}),
  }
}

export function keyValueCacheCalls(cache: KeyValueCache, make: Fixtures): Calls {
  const [key, holder] = [make.name('key'), make.name('holder')]
  const entries = [{ key, value: make.bytes(4), version: 1, ttlMs: 1_000 }]
  const lease = { key, holder, ttlMs: 1_000 }
  return {
    getMany: (call) => cache.getMany({ keys: [key] }, call),
    setMany: (call) => cache.setMany({ entries }, call),
    invalidateMany: (call) => cache.invalidateMany({ entries: [{ key, holdMs: 0 }] }, call),
    acquireLease: (call) => cache.acquireLease(lease, call),
    renewLease: (call) => cache.renewLease(lease, call),
    releaseLease: (call) => cache.releaseLease(lease, call),
  }
}

export function userDirectoryCalls(users: UserDirectory, make: Fixtures): Calls {
  const params = { tenant: make.tenant(), userIds: [make.user()] }
  return {
    existing: (call) => users.existing(params, call),
    ...(users.profiles === undefined
      ? {}
      : { profiles: (call: PortCall) => users.profiles?.(params, call) ?? Promise.resolve() }),
  }
}

export function counterStoreCalls(counters: CounterStore, make: Fixtures): Calls {
  const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
  const changes = [{ postId: post, counter: 'likes', member, on: true, atMs: 1 }] as const
  return {
    apply: (call) => counters.apply({ tenant, nowMs: 1, changes }, call),
    read: (call) => counters.read({ tenant, postIds: [post], viewerId: member }, call),
  }
}

export function writeBehindCalls({ writeBehind: front }: CounterStore, make: Fixtures): Calls {
  if (front === undefined) return {}
  const [tenant, postId, member] = [make.tenant(), make.name('post'), make.user()]
  const place = { tenant, postId, part: 0 }
  const changes = [{ postId, counter: 'likes', member, on: true, atMs: 1 }] as const
  const counts = { likes: 1, replies: 0, reposts: 0, quotes: 0, views: 0 }
  const saved = [{ ...place, version: 1, counts, members: [], pending: 0 }]
  return {
    restore: (call) => front.restore({ parts: [{ ...place, members: [] }], idleMs: 1_000 }, call),
    apply: (call) => front.apply({ tenant, nowMs: 1, changes }, call),
    read: (call) => front.read({ tenant, postIds: [postId], viewerId: member }, call),
    dirty: (call) => front.dirty({ limit: 10 }, call),
    unsaved: (call) => front.unsaved({ parts: [place], membersPerPart: 10 }, call),
    settle: (call) => front.settle({ saved, idleMs: 1_000 }, call),
  }
}

export function counterArchiveCalls(archive: CounterArchive, make: Fixtures): Calls {
  const place = { tenant: make.tenant(), postId: make.name('post'), part: 0 }
  const counts = { likes: 1, replies: 0, reposts: 0, quotes: 0, views: 0 }
  const members = [{ counter: 'likes', member: make.user(), on: true, atMs: 1 }] as const
  return {
    save: (call) => archive.save({ parts: [{ ...place, version: 1, counts, members, pending: 0 }] }, call),
    load: (call) => archive.load({ parts: [{ ...place, members }] }, call),
  }
}

export function signalStoreCalls(signals: SignalStore, make: Fixtures): Calls {
  const [tenant, subject] = [make.tenant(), { kind: 'affinity', ownerId: make.user() }]
  const rule = { halfLifeMs: 3_600_000, maxKeys: 10, dedupeMs: 3_600_000 }
  const update = { ...rule, subject, eventId: make.name('event'), atMs: 1_000, changes: [{ key: 'key', weight: 1 }] }
  return {
    record: (call) => signals.record({ tenant, nowMs: 1_000, updates: [update] }, call),
    read: (call) => signals.read({ tenant, subjects: [{ subject }] }, call),
    remove: (call) => signals.remove({ tenant, subjects: [subject] }, call),
  }
}
