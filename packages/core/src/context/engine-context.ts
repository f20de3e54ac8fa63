import type { BodyCodec } from '../codec/body-codec'
import type { ProfileCodec } from '../codec/to-profile'
import type { CursorCodec } from '../cursor/cursor-codec'
import type { IdCodec } from '../ids/id-codec'
import type { IdMinter } from '../ids/id-minter'
import type { FeedKey, Position, TenantId, UserId } from '../model'
import type { DeliveryPolicy } from '../policy/delivery-policy'
import type {
  CounterArchive,
  CounterStore,
  EventBus,
  GraphStore,
  KeyValueCache,
  Outbox,
  PostStore,
  SignalStore,
  TimelineCache,
  UserDirectory,
  WriteBehindCounters,
} from '../ports'
import type { ProcessCache } from '../process-cache/process-cache'
import type { Background } from '../runtime/background'
import type { Retrier } from '../runtime/retry'
import type { Runtime } from '../runtime/runtime'
import type { AuthorHints } from './author-hints'
import type { InteractionTopic } from './interaction-topic'
import type { ResolvedOptions } from './resolved-options'

/** Where events are stored with what caused them, and where they go from there. */
export interface RelayPorts {
  readonly bus: EventBus
  readonly outbox: Outbox
}

/** The ports that push needs, all or none of them. */
export interface PushPorts extends RelayPorts {
  readonly timelines: TimelineCache
}

/** Counters, and the archive that they are kept in for good. */
export interface ArchivedCounterPorts {
  readonly counters: CounterStore
  readonly front: WriteBehindCounters
  readonly archive: CounterArchive
}

/** What every part of one engine shares. */
export interface EngineContext {
  readonly tenant: TenantId
  readonly posts: PostStore
  readonly graph: GraphStore
  readonly users: UserDirectory | undefined
  readonly cache: KeyValueCache | undefined
  readonly bus: EventBus | undefined
  readonly signals: SignalStore | undefined
  /** Where there is an archive, together with it. */
  readonly counters: CounterStore | undefined
  /** Absent where counters have no archive. */
  readonly archivedCounters: ArchivedCounterPorts | undefined
  /** Absent where a port or the outbox is missing: then every post is pulled. */
  readonly push: PushPorts | undefined
  /** Absent where there is no outbox, or nobody for whom anything would be put into it. */
  readonly relayed: RelayPorts | undefined
  /** Absent where no store learns from interactions. */
  readonly interactions: InteractionTopic | undefined
  readonly ids: IdCodec
  readonly minter: IdMinter
  readonly cursors: CursorCodec
  readonly hints: AuthorHints
  readonly processCache: ProcessCache
  readonly options: ResolvedOptions
  /** The current policy: replaced by `setPolicy`. */
  policy: DeliveryPolicy
  readonly runtime: Runtime
  readonly retrier: Retrier
  readonly background: Background
}

/** {@link EngineContext} for the parts that look into posts and profiles. */
export interface BodyContext<Body> extends EngineContext {
  readonly bodies: BodyCodec<Body>
  readonly profileCodec: ProfileCodec
}

export function homeFeed(tenant: TenantId, ownerId: UserId): FeedKey {
  return { tenant, kind: 'home', ownerId }
}

/** A name that was never used before: 64 random bits. */
export function freshToken(runtime: Runtime): string {
  const half = (): string =>
    Math.floor(runtime.random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return half() + half()
}

/** The lowest position that a post can have; everything is complete from here on. */
export function firstPosition(context: { readonly ids: IdCodec }): Position {
  return `${'0'.repeat(context.ids.width - 1)}1`
}
