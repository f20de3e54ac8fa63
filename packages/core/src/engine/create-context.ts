import { AuthorHints } from '../context/author-hints'
import type { BodyContext, PushPorts } from '../context/engine-context'
import { CursorCodec } from '../cursor/cursor-codec'
import { IdMinter } from '../ids/id-minter'
import type { FeedStores, PostStore, TimelineCache } from '../ports'
import { Background } from '../runtime/background'
import { Retrier } from '../runtime/retry'
import { invalidOption, requireMethods } from '../validate/options'
import type { ResolvedParts } from './resolve-options'

/** Checks that the ports are there: a missing method is found at construction, not in the first outage. */
export function checkStores(stores: unknown): FeedStores {
  const given = requireMethods<FeedStores>(stores, 'stores', [])
  const posts = requireMethods<PostStore>(given.posts, 'stores.posts', [
    'put',
    'getMany',
    'listByAuthors',
    'update',
    'tombstone',
  ])
  const graph = requireMethods<FeedStores['graph']>(given.graph, 'stores.graph', [
    'follow',
    'unfollow',
    'viewerRelations',
    'authorState',
  ])
  requireMethods<object>(posts.capabilities, 'stores.posts.capabilities', [])
  requireMethods<object>(graph.capabilities, 'stores.graph.capabilities', [])
  if (posts.capabilities.transactionalOutbox !== (posts.outbox !== undefined)) {
    throw invalidOption('stores.posts.outbox', 'has to be there exactly if the capability transactionalOutbox is')
  }
  if (given.timelines !== undefined) {
    requireMethods<TimelineCache>(given.timelines, 'stores.timelines', ['push', 'read', 'open', 'replace', 'evict'])
  }
  if (given.bus !== undefined) {
    requireMethods<NonNullable<FeedStores['bus']>>(given.bus, 'stores.bus', ['publish', 'subscribe', 'lag'])
  }
  if (given.users !== undefined)
    requireMethods<NonNullable<FeedStores['users']>>(given.users, 'stores.users', ['existing'])
  return given
}

/** Wires the parts of an engine together. */
export function createContext<Body>(stores: FeedStores, parts: ResolvedParts<Body>): BodyContext<Body> {
  const { ids, runtime, nodeId, options } = parts
  return {
    tenant: parts.tenant,
    posts: stores.posts,
    graph: stores.graph,
    users: stores.users,
    push: pushPorts(stores),
    ids,
    minter: new IdMinter({ codec: ids, clock: runtime.clock, random: runtime.random, nodeId }),
    bodies: parts.bodies,
    cursors: new CursorCodec({ ...parts.cursor, width: ids.width, clock: runtime.clock }),
    hints: new AuthorHints(),
    options,
    policy: parts.policy,
    runtime,
    retrier: new Retrier(runtime),
    background: new Background(runtime.logger),
  }
}

function pushPorts({ timelines, bus, posts: { outbox } }: FeedStores): PushPorts | undefined {
  return timelines !== undefined && bus !== undefined && outbox !== undefined ? { timelines, bus, outbox } : undefined
}
