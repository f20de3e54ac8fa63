import { MOST_CELLS } from '../model'
import type {
  CounterArchive,
  CounterStore,
  EventBus,
  FeedStores,
  GraphStore,
  KeyValueCache,
  Outbox,
  PostStore,
  SignalStore,
  TimelineCache,
  UserDirectory,
  WriteBehindCounters,
} from '../ports'
import { integerOption, invalidOption, requireMethods } from '../validate/options'

const POSTS = [
  'put',
  'getMany',
  'listByAuthors',
  'update',
  'tombstone',
  'close',
] as const satisfies readonly (keyof PostStore)[]
const OUTBOX = ['claim', 'acknowledge', 'release', 'pending'] as const satisfies readonly (keyof Outbox)[]
const GRAPH = [
  'follow',
  'approveFollow',
  'unfollow',
  'followers',
  'followees',
  'block',
  'unblock',
  'mute',
  'unmute',
  'setAccountVisibility',
  'viewerRelations',
  'authorState',
  'recordDelivery',
  'close',
] as const satisfies readonly (keyof GraphStore)[]
const TIMELINES = [
  'push',
  'read',
  'open',
  'replace',
  'evict',
  'close',
] as const satisfies readonly (keyof TimelineCache)[]
const BUS = [
  'ensureGroup',
  'publish',
  'subscribe',
  'lag',
  'replay',
  'close',
] as const satisfies readonly (keyof EventBus)[]
const CACHE = [
  'getMany',
  'setMany',
  'invalidateMany',
  'acquireLease',
  'releaseLease',
  'close',
] as const satisfies readonly (keyof KeyValueCache)[]
const SIGNALS = ['record', 'read', 'remove', 'close'] as const satisfies readonly (keyof SignalStore)[]
const COUNTERS = ['apply', 'read', 'close'] as const satisfies readonly (keyof CounterStore)[]
const WRITE_BEHIND = [
  'apply',
  'read',
  'restore',
  'dirty',
  'unsaved',
  'settle',
] as const satisfies readonly (keyof WriteBehindCounters)[]
const COUNTER_ARCHIVE = ['save', 'load', 'close'] as const satisfies readonly (keyof CounterArchive)[]
const USERS = ['existing', 'close'] as const satisfies readonly (keyof UserDirectory)[]

/**
 * Checks that the ports are there, with every method that the engine calls: what is missing is found at construction,
 * not in the first outage.
 */
export function checkStores(input: unknown): FeedStores {
  const stores = requireMethods<FeedStores>(input, 'stores', [])
  const posts = requireMethods<PostStore>(stores.posts, 'stores.posts', POSTS)
  const graph = requireMethods<GraphStore>(stores.graph, 'stores.graph', GRAPH)
  requireMethods<object>(posts.capabilities, 'stores.posts.capabilities', [])
  requireMethods<object>(graph.capabilities, 'stores.graph.capabilities', [])
  if (posts.capabilities.transactionalOutbox !== (posts.outbox !== undefined)) {
    throw invalidOption('stores.posts.outbox', 'has to be there exactly if the capability transactionalOutbox is')
  }
  if ((posts.capabilities.versions === true) !== (posts.versions !== undefined)) {
    throw invalidOption('stores.posts.versions', 'has to be there exactly if the capability versions is')
  }
  if ((posts.capabilities.history === true) !== (posts.history !== undefined)) {
    throw invalidOption('stores.posts.history', 'has to be there exactly if the capability history is')
  }
  if (posts.outbox !== undefined) requireMethods<Outbox>(posts.outbox, 'stores.posts.outbox', OUTBOX)
  if (stores.timelines !== undefined) {
    const { capabilities } = requireMethods<TimelineCache>(stores.timelines, 'stores.timelines', TIMELINES)
    requireMethods<object>(capabilities, 'stores.timelines.capabilities', [])
    const cells = { min: 1, max: MOST_CELLS, otherwise: 1 }
    integerOption(capabilities.cells, 'stores.timelines.capabilities.cells', cells)
  }
  if (stores.bus !== undefined) requireMethods<EventBus>(stores.bus, 'stores.bus', BUS)
  if (stores.users !== undefined) {
    const users = requireMethods<UserDirectory>(stores.users, 'stores.users', USERS)
    requireMethods<object>(users.capabilities, 'stores.users.capabilities', [])
    if ((users.capabilities.profiles === true) !== (users.profiles !== undefined)) {
      throw invalidOption('stores.users.profiles', 'has to be there exactly if the capability profiles is')
    }
  }
  if (stores.cache !== undefined) requireMethods<KeyValueCache>(stores.cache, 'stores.cache', CACHE)
  if (stores.signals !== undefined) requireMethods<SignalStore>(stores.signals, 'stores.signals', SIGNALS)
  checkCounters(stores)
  for (const port of ['signals', 'counters'] as const) {
    if (stores[port] !== undefined && stores.bus === undefined) {
      throw invalidOption(
        `stores.${port}`,
        'learns from interactions, which come by stores.bus: that has to be given too',
      )
    }
  }
  return stores
}

function checkCounters({ counters, counterArchive }: FeedStores): void {
  if (counters === undefined) {
    if (counterArchive === undefined) return
    throw invalidOption('stores.counters', 'has to be there if stores.counterArchive is: nothing would be archived')
  }
  const { capabilities, writeBehind } = requireMethods<CounterStore>(counters, 'stores.counters', COUNTERS)
  requireMethods<object>(capabilities, 'stores.counters.capabilities', [])
  if ((capabilities.writeBehind === true) !== (writeBehind !== undefined)) {
    throw invalidOption('stores.counters.writeBehind', 'has to be there exactly if the capability writeBehind is')
  }
  if (writeBehind !== undefined) {
    requireMethods<WriteBehindCounters>(writeBehind, 'stores.counters.writeBehind', WRITE_BEHIND)
  }
  if (counterArchive === undefined) return
  const archive = requireMethods<CounterArchive>(counterArchive, 'stores.counterArchive', COUNTER_ARCHIVE)
  requireMethods<object>(archive.capabilities, 'stores.counterArchive.capabilities', [])
  if (writeBehind === undefined) {
    throw invalidOption('stores.counters', 'has to have the capability writeBehind if stores.counterArchive is there')
  }
  if (archive.capabilities.durable && !capabilities.durable) {
    const rule = 'has to be durable if the archive is: processes would overwrite each other’s counts there'
    throw invalidOption('stores.counters', rule)
  }
}
