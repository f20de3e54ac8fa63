import { METRICS } from '@feed-engine/core'
import type { Outcome } from '../../harness/reading'
import { percentile } from '../../harness/statistics'
import { toReading } from '../../harness/to-reading'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { followAll, openTimelines, publishPost } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { named } from '../../live-feed/in-parallel'
import { type LiveFeed, openLiveFeed } from '../../live-feed/live-feed'
import { plainOutcome } from '../../live-feed/plain-outcome'
import { watchFor } from './watch-for'

/** Posts of authors whom everybody follows: one author, and many at the same moment. */
export const celebrityPost: Workload = {
  about: 'a post of one celebrity, and of many at once: acknowledged, visible, writes and reads',
  needs: [],
  onProfile: true,
  run: measureCelebrityPosts,
}

const SIZES = {
  full: { followers: 500, celebrities: 20, witnesses: 8, bursts: 4 },
  tiny: { followers: 20, celebrities: 3, witnesses: 4, bursts: 1 },
} satisfies Record<Scale, unknown>

/** How the celebrities are delivered: as the policy has it, and as if there were none. */
const WAYS = [
  { name: 'pulled', policy: { kind: 'threshold', followers: 2 } },
  { name: 'pushed to all', policy: { kind: 'threshold', followers: Number.POSITIVE_INFINITY } },
] as const

async function measureCelebrityPosts(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const way of WAYS) {
    const feed = await openLiveFeed(settings, { policy: way.policy })
    try {
      outcomes.push(...(await measureWay(settings, feed, way.name)))
    } finally {
      await feed.end()
    }
  }
  return outcomes
}

async function measureWay(settings: WorkloadSettings, feed: LiveFeed, way: string): Promise<readonly Outcome[]> {
  const { scale, progress } = settings
  const { followers, celebrities, witnesses } = SIZES[scale]
  progress(`${way}: ${followers} followers of ${celebrities} celebrities`)
  const followerIds = named('follower', followers)
  const celebrityIds = named('celebrity', celebrities)
  await followAll(feed, followerIds, celebrityIds)
  await openTimelines(feed, followerIds)
  const witnessIds = followerIds.slice(0, witnesses)
  const outcomes: Outcome[] = []
  for (const authorIds of [celebrityIds.slice(0, 1), celebrityIds]) {
    const variant = `${countOf(authorIds)}, ${way}, ${followers} followers each`
    progress(variant)
    outcomes.push(await measureBursts(settings, feed, { variant, authorIds, witnessIds }))
  }
  return outcomes
}

interface Cast {
  readonly variant: string
  readonly authorIds: readonly string[]
  readonly witnessIds: readonly string[]
}

/** Burst after burst, each when the one before is applied everywhere; one before them warms up. */
async function measureBursts(
  { scale, effort, meters }: WorkloadSettings,
  feed: LiveFeed,
  cast: Cast,
): Promise<Outcome> {
  const { authorIds, variant } = cast
  await publishAtOnce(feed, cast)
  const bursts = SIZES[scale].bursts * effort.rounds
  const before = countedBy(feed)
  const { result, used } = await meters.during(async () => {
    const done: Burst[] = []
    while (done.length < bursts) done.push(await publishAtOnce(feed, cast))
    return done
  })
  const after = countedBy(feed)
  const visibleMs = result.flatMap((burst) => burst.visibleMs).sort((a, b) => a - b)
  const acknowledged = toReading({
    elapsedMs: result.reduce((sum, burst) => sum + Math.max(...burst.acknowledgedMs), 0),
    latenciesMs: Float64Array.from(result.flatMap((burst) => burst.acknowledgedMs)),
    unitsPerOperation: 1,
    used,
  })
  return plainOutcome({
    workload: 'celebrity-post',
    variant,
    unit: 'posts',
    readings: { engine: acknowledged },
    commands: { engine: ['publish by all at the same moment, homeTimeline by witnesses until the posts are there'] },
    figures: {
      'publish to visible, p50 ms': percentile(visibleMs, 0.5),
      'publish to visible, p99 ms': percentile(visibleMs, 0.99),
      'timelines written per post': (after.writes - before.writes) / (bursts * authorIds.length),
      'authors pulled per read': (after.pulled - before.pulled) / (after.reads - before.reads),
    },
  })
}

/** What one burst of posts came to, in milliseconds from its begin. */
interface Burst {
  readonly acknowledgedMs: readonly number[]
  /** Until a witness saw a post: each post by each witness. */
  readonly visibleMs: readonly number[]
}

/** All authors post at the same moment, while witnesses read without a pause until all of the posts are there. */
async function publishAtOnce(feed: LiveFeed, { authorIds, witnessIds }: Cast): Promise<Burst> {
  const begunMs = performance.now()
  const acknowledgedMs: number[] = []
  const publish = async (authorId: string): Promise<string> => {
    const { id } = await publishPost(feed, authorId)
    acknowledgedMs.push(performance.now() - begunMs)
    return id
  }
  const posts = Promise.all(authorIds.map(publish))
  const [seenAtMs] = await Promise.all([
    Promise.all(witnessIds.map((viewerId) => watchFor(feed, viewerId, posts))),
    posts,
  ])
  await feed.engine.drain(DRAINS_WITHIN)
  return { acknowledgedMs, visibleMs: seenAtMs.flat().map((atMs) => atMs - begunMs) }
}

/** Timelines that pushes were sent to, pages read, and authors pulled for them, so far. */
function countedBy({ metrics }: LiveFeed) {
  return {
    writes: metrics.of(METRICS.pushes),
    reads: metrics.of(METRICS.pages),
    pulled: metrics.of(METRICS.pulledAuthors),
  }
}

function countOf(authorIds: readonly string[]): string {
  return authorIds.length === 1 ? 'one celebrity' : `${authorIds.length} celebrities at once`
}
