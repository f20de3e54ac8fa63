import type { FeedEngineOptions } from '@feed-engine/core'
import type { PostBody } from './client/body'
import type { FaultRates } from './faults/faults'
import { SeededRandom } from './time/random'

/** Everything about a run that is not a step: the deployment, its faults, and what its users like to do. */
export interface Settings {
  readonly users: number
  readonly ids: 'snowflake' | 'uuidv7'
  readonly replies: 'all' | 'both-followed'
  /** Whether all processes mint with the same node id, so that the store has to detect clashes. */
  readonly nodeIdsClash: boolean
  readonly apis: number
  /** Whether every other API process has neither cache nor bus: it pulls what it reads, and what it publishes is pulled. */
  readonly cachelessApis: boolean
  readonly workers: number
  /** Whether posts are kept in the cache that processes share. */
  readonly sharedPosts: boolean
  /** Calls under way at once. */
  readonly clients: number
  readonly cells: number
  readonly outboxPartitions: number
  /** Handled messages that the bus keeps per topic. */
  readonly busKeeps: number
  readonly timelineEntries: number
  readonly timelineIdleTtlMs: number
  /** Follower count from which authors are pulled. */
  readonly threshold: number
  readonly hysteresis: number
  /** Follower count from which pushed authors are in the bulk lane; absent: nobody is. */
  readonly bulkFrom?: number
  readonly chunkSize: number
  readonly fanOutConcurrency: number
  readonly maxAttempts: number
  readonly ackTimeoutMs: number
  /** Further options of the fan-out. */
  readonly fanOut?: FeedEngineOptions<PostBody>['fanOut']
  readonly relayBatchSize: number
  readonly deadlineMs: number
  /** Clocks of processes differ by up to this. */
  readonly maxSkewMs: number
  readonly rates: FaultRates
  /** Newest posts that a ranked session ranks. */
  readonly rankedCandidates: number
  readonly rankedSessionTtlMs: number
  /** Whether ranked feeds are in an order that has nothing to do with time, by a scorer that fails. */
  readonly scrambled: boolean
  /** Whether the engine learns from what viewers do. */
  readonly signals: boolean
  /** Whether the engine counts what viewers do, and whether those counters stand in front of an archive. */
  readonly counters: 'none' | 'alone' | 'archived'
  readonly counterFlushMs: number
  readonly viewWindowMs: number
  /** Whether visits are counted, so that policies may tell readers apart. */
  readonly readersCounted: boolean
  /** How often a kind of operation is drawn in this run, times its usual weight. */
  readonly taste: (kind: string) => number
}

/** Stream of randomness that settings are drawn from, apart from that of the steps and that of the faults. */
const STREAM = 1

/** Share of faults, and of kinds of operation, that a run does without: what is rare elsewhere gets room (swarm testing). */
const OMITTED = 0.35

/** Draws the settings of a run: small worlds and short timelines, so that every boundary is met all the time. */
export function settingsOf(seed: number, overrides: Partial<Settings> = {}): Settings {
  const random = new SeededRandom(seed, STREAM)
  const users = random.between(5, 12)
  const tasteSeed = random.uint32()
  return {
    users,
    ids: random.chance(0.8) ? 'snowflake' : 'uuidv7',
    replies: random.chance(0.7) ? 'all' : 'both-followed',
    nodeIdsClash: random.chance(0.15),
    apis: random.between(1, 2),
    cachelessApis: random.chance(0.15),
    workers: random.between(1, 2),
    sharedPosts: seed % 2 === 0,
    clients: random.pick([1, 3, 6]),
    cells: random.between(1, 3),
    outboxPartitions: random.pick([1, 2, 4]),
    busKeeps: random.pick([0, 10_000]),
    timelineEntries: random.chance(0.7) ? random.between(3, 12) : random.between(20, 60),
    timelineIdleTtlMs: random.chance(0.15) ? 3_000 : random.pick([60_000, 3_600_000]),
    threshold: random.pick([2, 3, 4, 6, 100]),
    hysteresis: random.pick([0, 0.1, 0.5]),
    chunkSize: random.between(1, 4),
    fanOutConcurrency: random.between(1, 4),
    maxAttempts: random.between(2, 5),
    ackTimeoutMs: random.pick([500, 2_000, 5_000]),
    relayBatchSize: random.pick([1, 3, 256]),
    deadlineMs: random.pick([1_000, 5_000, 10_000]),
    maxSkewMs: random.pick([0, 250]),
    rates: ratesOf(random),
    readersCounted: random.chance(0.6),
    rankedCandidates: random.pick([20, 20, 60]),
    rankedSessionTtlMs: random.pick([1_000, 5_000, 1_800_000]),
    scrambled: random.chance(0.5),
    signals: random.chance(0.5),
    counters: random.pick(['none', 'none', 'none', 'alone', 'archived', 'archived']),
    counterFlushMs: random.pick([2_000, 10_000]),
    viewWindowMs: random.pick([60_000, 86_400_000]),
    taste: (kind) => tasteOf(tasteSeed, kind),
    ...overrides,
  }
}

function ratesOf(random: SeededRandom): FaultRates {
  const calm = random.chance(0.2)
  const rate = (highest: number): number => (calm || random.chance(OMITTED) ? 0 : highest * random.next() ** 3)
  return {
    slow: random.pick([0, 0.2, 0.6, 1]),
    slowMs: random.pick([1, 5, 50]),
    refuse: rate(0.4),
    loseReply: rate(0.4),
    hang: rate(0.05),
    applyLate: rate(0.4),
    torn: rate(0.5),
    partialPush: rate(0.8),
    duplicate: rate(0.8),
    reorder: rate(0.5),
    lag: random.chance(OMITTED) ? 0 : random.next(),
    loseVerdict: rate(0.4),
    forget: rate(0.6),
  }
}

/** 0, 1 or 3: each run likes some operations, and does not know others. */
function tasteOf(seed: number, kind: string): number {
  let stream = 0
  for (let index = 0; index < kind.length; index++) stream = Math.imul(stream ^ kind.charCodeAt(index), 0x01000193)
  const random = new SeededRandom(seed, stream)
  return random.chance(OMITTED) ? 0 : random.pick([1, 1, 3])
}
