import { AuthorHints } from '../context/author-hints'
import type { ArchivedCounterPorts, BodyContext, PushPorts, RelayPorts } from '../context/engine-context'
import { createInteractionTopic } from '../context/interaction-topic'
import { ArchivedCounters } from '../counters/archived-counters'
import { CursorCodec } from '../cursor/cursor-codec'
import { IdMinter } from '../ids/id-minter'
import type { FeedStores } from '../ports'
import { createProcessCache } from '../process-cache/process-cache'
import { Background } from '../runtime/background'
import { Retrier } from '../runtime/retry'
import type { ResolvedParts } from './resolve-options'

/** Wires the parts of an engine together. */
export function createContext<Body>(stores: FeedStores, parts: ResolvedParts<Body>): BodyContext<Body> {
  const { ids, runtime, nodeId, options } = parts
  const push = pushPorts(stores)
  const interactions = createInteractionTopic(stores, options.discovery !== undefined)
  const archived = archivedCounters(stores)
  return {
    tenant: parts.tenant,
    posts: stores.posts,
    graph: stores.graph,
    users: stores.users,
    cache: stores.cache,
    bus: stores.bus,
    signals: stores.signals,
    counters:
      archived === undefined ? stores.counters : new ArchivedCounters({ ...archived, ...options.counters, ...runtime }),
    archivedCounters: archived,
    push,
    relayed: push ?? (interactions === undefined ? undefined : relayPorts(stores)),
    interactions,
    ids,
    minter: new IdMinter({ codec: ids, clock: runtime.clock, random: runtime.random, nodeId }),
    bodies: parts.bodies,
    profileCodec: parts.profileCodec,
    cursors: new CursorCodec({ ...parts.cursor, width: ids.width, clock: runtime.clock }),
    hints: new AuthorHints(),
    processCache: createProcessCache({
      ...options.processCache,
      profileTtlMs: options.sharedCache.profileTtlMs,
    }),
    options,
    policy: parts.policy,
    runtime,
    retrier: new Retrier(runtime),
    background: new Background(runtime.logger),
  }
}

function pushPorts(stores: FeedStores): PushPorts | undefined {
  const { timelines } = stores
  const relayed = relayPorts(stores)
  return timelines !== undefined && relayed !== undefined ? { timelines, ...relayed } : undefined
}

function relayPorts({ bus, posts: { outbox } }: FeedStores): RelayPorts | undefined {
  return bus !== undefined && outbox !== undefined ? { bus, outbox } : undefined
}

function archivedCounters({ counters, counterArchive: archive }: FeedStores): ArchivedCounterPorts | undefined {
  return archive === undefined || counters?.writeBehind === undefined
    ? undefined
    : { counters, front: counters.writeBehind, archive }
}
