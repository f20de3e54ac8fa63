import type { BodyCodec } from '../codec/body-codec'
import type { ProfileCodec } from '../codec/to-profile'
import type { IdCodec } from '../ids/id-codec'
import type { TenantId, WeightedKind } from '../model'
import type { DeliveryPolicyOptions } from '../policy/delivery-policy'
import type { FeedStores } from '../ports'
import type { Clock, Logger, MetricsHook, RandomSource, Timers } from '../runtime/runtime'
import type { RankingOptions } from '../scoring/ranking-options'

/** A secret that signs cursors. Keep old ones behind the current one for as long as their cursors shall work. */
export interface CursorKey {
  /** 1 to 64 letters, digits, `-` or `_`. */
  readonly id: string
  /** At least 16 bytes (NIST SP 800-107 asks for 112 bits); 32 random ones are best. */
  readonly secret: string | Uint8Array
}

/** Options of {@link createFeedEngine}. Only `stores` is required. */
export interface FeedEngineOptions<Body> {
  /**
   * The ports. Stores that are handed over stay open at `close()`; those that a function creates are closed.
   */
  readonly stores: FeedStores | (() => FeedStores)
  /**
   * `inline`: fan-out runs in this process from the start. `none`: not until `startWorkers()`; this process hands its
   * events to the bus, where they wait for a worker process. @defaultValue 'inline'
   */
  readonly workers?: 'inline' | 'none'
  /** @defaultValue `{ kind: 'threshold', followers: 10_000 }` */
  readonly policy?: DeliveryPolicyOptions
  readonly timeline?: {
    /** Entries that a cached timeline keeps, 1 to 10,000. Pages below them are pulled. @defaultValue 500 */
    readonly maxEntries?: number
    /** How long a timeline stays open after the last read. @defaultValue 72 hours */
    readonly idleTtlMs?: number
  }
  readonly cursor?: {
    /** The first signs, all verify. May be left out only where the stores are not durable. */
    readonly keys: readonly CursorKey[]
    /** Age at which a cursor is refused (`CURSOR_EXPIRED`). @defaultValue never */
    readonly maxAgeMs?: number
  }
  /** @defaultValue JSON, at most 64 KiB */
  readonly bodyCodec?: BodyCodec<Body>
  /** Decodes what the directory has of a user; only the directory's owner encodes it. @defaultValue JSON */
  readonly profileCodec?: ProfileCodec
  /** Format of post ids; one for the life of the stores. @defaultValue `snowflakeCodec()` */
  readonly ids?: IdCodec
  /** 0 to 1,023, different for each process that mints ids. @defaultValue random; the store detects a clash */
  readonly nodeId?: number
  readonly tenant?: TenantId
  /** Name of this process in events. @defaultValue 'feed-engine' */
  readonly origin?: string
  readonly feed?: {
    /** Replies of followees: all of them, or only those to authors whom the viewer follows too (or is). @defaultValue 'all' */
    readonly replies?: 'all' | 'both-followed'
  }
  /** How ranked home feeds are made. */
  readonly ranking?: RankingOptions
  readonly limits?: {
    /** Follows that one user may have. @defaultValue 10,000 */
    readonly followees?: number
    /** Bytes of an encoded body. @defaultValue 65,536 */
    readonly bodyBytes?: number
  }
  readonly fanOut?: {
    /** Followers per task of a large author, and about the most of one push. @defaultValue 1,000 */
    readonly chunkSize?: number
    /** Followers that a push has at least, however slow the cache becomes. @defaultValue 100 */
    readonly minBatchSize?: number
    /** Milliseconds of a push above which the next ones get smaller, down to `minBatchSize`. @defaultValue 200 */
    readonly targetPushMs?: number
    /** Pushes of one task in flight at once; followers are read meanwhile. @defaultValue 2 */
    readonly pushesPerTask?: number
    /** Tasks that this process works on at once. @defaultValue 8 */
    readonly concurrency?: number
    /** Tasks of the bulk lane that it works on at once, besides those. @defaultValue 2 */
    readonly bulkConcurrency?: number
    /**
     * Followers of a push of the bulk lane at most, one push after the other: whoever waits for the cache meanwhile waits
     * for no more than that. @defaultValue 250
     */
    readonly bulkBatchSize?: number
    /** Tries before a post that cannot be pushed is turned into a pulled one. @defaultValue 10 */
    readonly maxAttempts?: number
    /** First and longest delay of a retry: full jitter, doubling (Brooker, AWS 2015). @defaultValue 100 and 10,000 */
    readonly retryBaseMs?: number
    readonly retryCapMs?: number
    /** Silence after which a worker counts as dead. @defaultValue 30,000 */
    readonly ackTimeoutMs?: number
  }
  readonly relay?: {
    /** Records per claim. @defaultValue 256 */
    readonly batchSize?: number
    /** How long a claim outlives the death of its relay. @defaultValue 10,000 */
    readonly leaseMs?: number
    /** How often the outbox is looked at for what dead processes left behind. @defaultValue 1,000 */
    readonly pollIntervalMs?: number
  }
  readonly processCache?: {
    /**
     * Bytes of posts that this process remembers, if the post store answers versions; 0: none. A remembered post is
     * shown only after the store has confirmed its version, in the same read. @defaultValue 64 MiB
     */
    readonly postBytes?: number
    /**
     * Milliseconds for which this process remembers counts, at most of 50,000 posts, to rank by; 0: not at all. Counts on
     * pages are never older than the read. @defaultValue 5,000
     */
    readonly countsMs?: number
    /**
     * Milliseconds for which this process remembers the latest posts of pulled authors; 0: not at all. Posts that an
     * author publishes one after the other are shown at once all the same; one that is stored behind a later one, by
     * a second process at the same moment or with an id of the past, may come this much later. @defaultValue 0
     */
    readonly outboxMs?: number
    /**
     * Milliseconds for which this process remembers profiles, at most 32 MiB of them, if the directory has any; 0: not
     * at all. What it misses of `profileChanged` is shown for so long. After that they are read again, and of use only
     * while that fails. @defaultValue 60,000
     */
    readonly profileMs?: number
  }
  readonly sharedCache?: {
    /**
     * How long `stores.cache` keeps a post, if the post store answers versions; 0: it keeps none. A post from there is
     * shown only after the store has confirmed its version, in the same read. Worth it where bodies are large or the
     * store is far; then a day is a good time. @defaultValue 0
     */
    readonly postTtlMs?: number
    /**
     * How long `stores.cache` keeps a profile, if the directory has any; 0: it keeps none. No profile is shown that the
     * directory told of longer ago than this, or than `processCache.profileMs` if that is more. @defaultValue 1 hour
     */
    readonly profileTtlMs?: number
  }
  readonly signals?: {
    /**
     * How much one interaction of each kind counts for its author, its topics and its content type, each 0 to 1,000; 0:
     * not at all. By what they cost the viewer, and untuned. @defaultValue
     * `{ view: 0, like: 1, reply: 3, repost: 2, quote: 3, follow: 5 }`
     */
    readonly weights?: Partial<Record<WeightedKind, number>>
  }
  readonly counters?: {
    /**
     * How long after it was recorded a view is remembered, at least a minute, so that it counts once: longer than it may
     * wait on the bus, since one that waited longer is not counted at all. Each remembered view takes some 150 bytes of
     * the counter store. @defaultValue 24 hours
     */
    readonly viewWindowMs?: number
    /** How often what was counted is saved in `stores.counterArchive`. @defaultValue 60,000 */
    readonly flushIntervalMs?: number
    /**
     * Milliseconds without change after which the counters of a post may leave `stores.counters`, if there is an
     * archive; at least 10 minutes. A read or change brings them back. @defaultValue 7 days
     */
    readonly idleMs?: number
  }
  /**
   * Keeps boards of what is engaged with, in `stores.signals`, for `trending` and `popularAuthors`; and fills up home
   * feeds that end short on their first page with posts from there, behind the feed's own. Give it to all processes, or
   * to none: those that work keep the boards. @defaultValue off
   */
  readonly discovery?: {
    /**
     * Of the `limit` of a short page, how much may be discovered, 0 to 0.5; who follows nobody yet gets a whole page of
     * it. 0: home feeds are not filled up at all. @defaultValue 0.3
     */
    readonly share?: number
  }
  /** Milliseconds that a call may take unless it says otherwise. @defaultValue 10,000 */
  readonly deadlineMs?: number
  readonly clock?: Clock
  readonly timers?: Timers
  readonly random?: RandomSource
  readonly logger?: Logger
  readonly metrics?: MetricsHook
}
