import {
  type DeliveryPolicyOptions,
  type FeedEngine,
  type FeedEngineOptions,
  type FeedStores,
  type IdCodec,
  type PostId,
  type PostRecord,
  snowflakeCodec,
  type UserId,
  uuidv7Codec,
} from '@feed-engine/core'
import type { PostBody } from '../client/body'
import type { Coverage } from '../coverage'
import { Faults } from '../faults/faults'
import { faultyCounterArchive } from '../faults/faulty-counter-archive'
import { faultyCounterStore } from '../faults/faulty-counter-store'
import { faultyEventBus } from '../faults/faulty-event-bus'
import { faultyGraphStore } from '../faults/faulty-graph-store'
import { faultyKeyValueCache } from '../faults/faulty-key-value-cache'
import { faultyPostStore } from '../faults/faulty-post-store'
import { faultySignalStore } from '../faults/faulty-signal-store'
import { faultyTimelineCache } from '../faults/faulty-timeline-cache'
import type { Settings } from '../settings'
import { SeededRandom } from '../time/random'
import type { SimulatedTime } from '../time/simulated-time'
import type { Trace } from '../trace'
import { SIGNAL_WEIGHTS } from '../truth/deeds'
import { policyOf } from './policy'
import { SimulatedProcess } from './process'
import { scramblingScorer } from './scrambling-scorer'
import type { PushStores, SharedStores } from './shared-stores'
import { StoredPosts } from './stored-posts'
import { Traffic } from './traffic'
import { Wire } from './wire'

/** How an engine is made: the real one, or one that is known to be wrong. */
export type CreateEngine = (options: FeedEngineOptions<PostBody>) => FeedEngine<PostBody>

export type Role = 'api' | 'worker'

/** An engine in a process of its own. */
export interface Server {
  readonly role: Role
  /** Whether it has a cache and a bus; otherwise all it knows are posts and graph. */
  readonly pushes: boolean
  readonly process: SimulatedProcess
  readonly wire: Wire
  readonly engine: FeedEngine<PostBody>
  /** Its way to the data. */
  readonly stores: PushStores
}

/** Streams of randomness, each independent of how much the others are used. */
const FAULTS_STREAM = 3
const FIRST_PROCESS_STREAM = 1_000

/** Longest time until a supervisor has replaced a dead process. */
const LONGEST_ABSENCE_MS = 3_000

/** As short as it may be. */
const COUNTERS_IDLE_MS = 600_000

const CURSOR_KEYS = [{ id: 'simulated', secret: 'a secret that all processes share' }]

/** Processes, and the stores that they share. */
export class Deployment {
  readonly stores: SharedStores
  readonly faults: Faults
  readonly ids: IdCodec
  readonly settings: Settings
  readonly #seed: number
  readonly #time: SimulatedTime
  readonly #trace: Trace
  readonly #coverage: Coverage
  readonly #createEngine: CreateEngine
  readonly #stored = new StoredPosts()
  readonly #traffic = new Traffic()
  #servers: Server[] = []
  #started = 0
  #abandoned = false
  #policy: DeliveryPolicyOptions

  constructor(parts: {
    readonly settings: Settings
    readonly seed: number
    readonly time: SimulatedTime
    readonly stores: SharedStores
    readonly trace: Trace
    readonly coverage: Coverage
    readonly createEngine: CreateEngine
  }) {
    const { settings, seed, time } = parts
    this.settings = settings
    this.#seed = seed
    this.#time = time
    this.#trace = parts.trace
    this.#coverage = parts.coverage
    this.#createEngine = parts.createEngine
    this.#policy = policyOf(settings, settings.threshold, settings.hysteresis)
    this.stores = parts.stores
    this.faults = new Faults({ random: new SeededRandom(seed, FAULTS_STREAM), time, rates: settings.rates })
    this.ids = settings.ids === 'snowflake' ? snowflakeCodec() : uuidv7Codec()
  }

  /** Living processes. */
  servers(role?: Role): readonly Server[] {
    return this.#servers.filter((server) => server.process.alive && (role === undefined || server.role === role))
  }

  start(role: Role): Server {
    const number = this.#started++
    const random = new SeededRandom(this.#seed, FIRST_PROCESS_STREAM + number)
    const skew = this.settings.maxSkewMs
    const process = new SimulatedProcess({
      name: `${role}-${number}`,
      time: this.#time,
      random,
      clockSkewMs: random.between(-skew, skew),
      onCrash: (step) => {
        this.#coverage.add(`crash at ${step}`)
        this.#trace.add(`${this.#time.now()} ${process.name} dies at ${step}`)
        this.#replaceLater(role)
      },
    })
    const wire = new Wire({
      process,
      time: this.#time,
      faults: this.faults,
      traffic: this.#traffic,
      trace: this.#trace,
      coverage: this.#coverage,
    })
    const stores = this.#unusedSet() ?? this.stores.sets[0]
    const pushes = role === 'worker' || !this.settings.cachelessApis || number % 2 === 0
    const engine = this.#createEngine(this.#optionsOf(role, number, wire, this.#storesBehind(wire, stores, pushes)))
    const server = { role, pushes, process, wire, engine, stores }
    this.#servers = [...this.servers(), server]
    return server
  }

  /** Closes the engine of a process, and starts another one in its place. The old one gets no calls any more. */
  retire(server: Server): Promise<void> {
    this.#servers = this.servers().filter((other) => other !== server)
    this.#replaceLater(server.role)
    server.process.crashAfterSteps(Number.POSITIVE_INFINITY)
    return server.engine.close()
  }

  /** The cache throws home timelines away. */
  evict(ownerIds: readonly UserId[]): Promise<void> {
    const feeds = ownerIds.map((ownerId) => ({ tenant: 'default', kind: 'home' as const, ownerId }))
    return this.stores.sets[0].timelines.evict({ feeds })
  }

  /** Ends all faults. Who is about to die lives on. */
  heal(): void {
    this.faults.heal()
    for (const { process } of this.servers()) process.crashAfterSteps(Number.POSITIVE_INFINITY)
  }

  /** A post as it was stored at first. Nobody in the simulated world may know it from here. */
  created(postId: PostId): PostRecord | undefined {
    return this.#stored.get(postId)
  }

  /** All posts as they were stored at first. */
  allCreated(): Iterable<PostRecord> {
    return this.#stored.all()
  }

  /** Lets arrive what is under way to the stores, and finds out what became of it. */
  async settleStores(): Promise<void> {
    await this.#traffic.settled()
    await this.#stored.resolveDoubts(this.stores.sets[0].posts)
  }

  /** Lets all processes die at once, for good. */
  async abandon(): Promise<void> {
    this.#abandoned = true
    for (const { process } of this.servers()) process.crash()
    await this.#traffic.settled()
  }

  /** Whether some processes cannot follow the policy. */
  get hasCachelessApis(): boolean {
    return this.settings.cachelessApis
  }

  /** Whether readers may be of different classes. */
  get readersAreCounted(): boolean {
    return this.settings.readersCounted
  }

  /** Whether some processes learn from what viewers do. */
  get learns(): boolean {
    return this.settings.signals && this.stores.sets[0].signals !== undefined
  }

  /** Whether some processes count what viewers do. */
  get counts(): boolean {
    return this.settings.counters !== 'none' && this.stores.sets[0].counters !== undefined
  }

  /** Whether the counters stand in front of an archive. */
  get archivesCounters(): boolean {
    return this.counts && this.settings.counters === 'archived' && this.stores.sets[0].counterArchive !== undefined
  }

  /** Whether a ranked session goes on in whatever process its next page is asked for. */
  get sharesSessions(): boolean {
    const { apis, cachelessApis, readersCounted } = this.settings
    return apis === 1 || (!cachelessApis && readersCounted && this.stores.sets[0].cache !== undefined)
  }

  get policy(): DeliveryPolicyOptions {
    return this.#policy
  }

  /** Gives every process another policy, at once. Processes that start later have it too. */
  setPolicy(policy: DeliveryPolicyOptions): void {
    this.#policy = policy
    for (const { engine } of this.servers()) engine.setPolicy(policy)
  }

  #replaceLater(role: Role): void {
    if (this.#abandoned) return
    this.#time.setTimeout(() => this.start(role), this.#time.shortened(this.faults.random.below(LONGEST_ABSENCE_MS)))
  }

  /** A set of stores that no living process has. */
  #unusedSet(): PushStores | undefined {
    const used = new Set(this.servers().map(({ stores }) => stores))
    return this.stores.sets.find((stores) => !used.has(stores))
  }

  #storesBehind(wire: Wire, stores: PushStores, pushes: boolean): FeedStores {
    const truth = {
      posts: faultyPostStore(stores.posts, wire, this.#stored),
      graph: faultyGraphStore(stores.graph, wire),
    }
    if (!pushes) return truth
    return {
      ...truth,
      timelines: faultyTimelineCache(stores.timelines, wire),
      bus: faultyEventBus(stores.bus, wire),
      ...(stores.cache === undefined || !this.readersAreCounted
        ? {}
        : { cache: faultyKeyValueCache(stores.cache, wire) }),
      ...(stores.signals === undefined || !this.learns ? {} : { signals: faultySignalStore(stores.signals, wire) }),
      ...(stores.counters === undefined || !this.counts ? {} : { counters: faultyCounterStore(stores.counters, wire) }),
      ...(stores.counterArchive === undefined || !this.archivesCounters
        ? {}
        : { counterArchive: faultyCounterArchive(stores.counterArchive, wire) }),
    }
  }

  #optionsOf(role: Role, number: number, wire: Wire, stores: FeedStores): FeedEngineOptions<PostBody> {
    const settings = this.settings
    const { process } = wire
    return {
      stores,
      workers: role === 'worker' ? 'inline' : 'none',
      policy: this.#policy,
      timeline: { maxEntries: settings.timelineEntries, idleTtlMs: settings.timelineIdleTtlMs },
      cursor: { keys: CURSOR_KEYS },
      ids: this.ids,
      nodeId: settings.nodeIdsClash ? 0 : number % 1_024,
      origin: process.name,
      feed: { replies: settings.replies },
      fanOut: {
        chunkSize: settings.chunkSize,
        concurrency: settings.fanOutConcurrency,
        maxAttempts: settings.maxAttempts,
        retryBaseMs: 20,
        retryCapMs: 1_000,
        ackTimeoutMs: settings.ackTimeoutMs,
        ...settings.fanOut,
      },
      ranking: {
        candidates: settings.rankedCandidates,
        sessionTtlMs: settings.rankedSessionTtlMs,
        ...(settings.scrambled ? { scorer: scramblingScorer(wire) } : {}),
      },
      // A follow is told of once, and lost if that fails: nothing could be said of a sum that it is part of.
      signals: { weights: { ...SIGNAL_WEIGHTS, follow: 0 } },
      counters: {
        viewWindowMs: settings.viewWindowMs,
        flushIntervalMs: settings.counterFlushMs,
        idleMs: COUNTERS_IDLE_MS,
      },
      sharedCache: { postTtlMs: settings.sharedPosts ? 60_000 : 0 },
      relay: { batchSize: settings.relayBatchSize, leaseMs: 2_000, pollIntervalMs: 1_000 },
      deadlineMs: settings.deadlineMs,
      clock: process.clock,
      timers: process.timers,
      random: process.random,
      metrics: this.#coverage,
    }
  }
}
