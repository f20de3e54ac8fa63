import { closedLoop } from '../../harness/closed-loop'
import type { Outcome } from '../../harness/reading'
import { percentilesOf } from '../../harness/statistics'
import { toReading } from '../../harness/to-reading'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { followAll, idsOf, openTimelines, publishPosts } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { named } from '../../live-feed/in-parallel'
import { type LiveFeed, openLiveFeed } from '../../live-feed/live-feed'
import { plainOutcome } from '../../live-feed/plain-outcome'

/** Follows by the thousand, while people read. */
export const followStorm: Workload = {
  about: 'thousands follow one account, and one account follows thousands, while people read',
  needs: [],
  onProfile: true,
  async run(settings) {
    return [await storm(settings, everybodyFollowsOne), await storm(settings, oneFollowsEverybody)]
  },
}

const SIZES = {
  full: { follows: 4_000, inFlight: 32, friends: 20, readers: 4, calmReads: 400 },
  tiny: { follows: 30, inFlight: 8, friends: 3, readers: 2, calmReads: 8 },
} satisfies Record<Scale, unknown>

type Size = (typeof SIZES)['full']

/** Who follows whom, and who reads meanwhile. */
interface Scene {
  readonly variant: string
  readonly follows: readonly { readonly followerId: string; readonly followeeId: string }[]
  readonly readerIds: readonly string[]
}

/** Thousands follow one account; those who read are among its new followers. */
async function everybodyFollowsOne(feed: LiveFeed, { follows, readers, friends }: Size): Promise<Scene> {
  const fanIds = named('fan', follows)
  const readerIds = fanIds.slice(0, readers)
  await followAll(feed, readerIds, named('friend', friends))
  await publishPosts(feed, ['star', ...named('friend', friends)], 5)
  return {
    variant: `${follows} follow one account`,
    follows: fanIds.map((followerId) => ({ followerId, followeeId: 'star' })),
    readerIds,
  }
}

/** One account follows thousands, and reads: its timeline is never up to date with its follows. */
async function oneFollowsEverybody(feed: LiveFeed, { follows, friends }: Size): Promise<Scene> {
  const followeeIds = named('followee', follows)
  await followAll(feed, ['collector'], named('friend', friends))
  await publishPosts(feed, followeeIds, 1)
  return {
    variant: `one account follows ${follows}`,
    follows: followeeIds.map((followeeId) => ({ followerId: 'collector', followeeId })),
    readerIds: ['collector'],
  }
}

async function storm(
  settings: WorkloadSettings,
  prepare: (feed: LiveFeed, size: Size) => Promise<Scene>,
): Promise<Outcome> {
  const { scale, meters, progress } = settings
  const size = SIZES[scale]
  const feed = await openLiveFeed(settings)
  try {
    progress('prepares accounts')
    const scene = await prepare(feed, size)
    const { variant, follows, readerIds } = scene
    await feed.engine.drain(DRAINS_WITHIN)
    await openTimelines(feed, readerIds)
    const calm = await calmReads(feed, readerIds, size.calmReads)
    progress(variant)
    const reading = readWhile(feed, readerIds)
    const operate = (turn: number): Promise<unknown> => follow(feed, follows[turn])
    const { result, used } = await meters.during(() =>
      closedLoop({ operations: follows.length, inFlight: size.inFlight, operate }),
    )
    const readsMs = await reading.end()
    await expectTruth(feed, readerIds)
    const [before, during] = [percentilesOf(calm), percentilesOf(readsMs)]
    return plainOutcome({
      workload: 'follow-storm',
      variant: `${variant}, ${size.inFlight} in flight`,
      unit: 'follows',
      readings: { engine: toReading({ ...result, unitsPerOperation: 1, used }) },
      commands: { engine: ['follow', `homeTimeline by ${readerIds.length} readers without a pause meanwhile`] },
      figures: {
        'reads meanwhile': readsMs.length,
        'read before, p50 ms': before.p50Ms,
        'read before, p99 ms': before.p99Ms,
        'read meanwhile, p50 ms': during.p50Ms,
        'read meanwhile, p99 ms': during.p99Ms,
      },
    })
  } finally {
    await feed.end()
  }
}

async function follow({ engine }: LiveFeed, pair: Scene['follows'][number] | undefined): Promise<void> {
  if (pair !== undefined) await engine.follow(pair)
}

async function calmReads({ engine }: LiveFeed, readerIds: readonly string[], reads: number) {
  const operate = (turn: number) => engine.homeTimeline({ viewerId: readerIds[turn % readerIds.length] ?? '' })
  const { latenciesMs } = await closedLoop({ operations: reads, inFlight: readerIds.length, operate })
  return latenciesMs
}

/** Lets each reader read without a pause until it is ended; then tells the latencies, one at least for each reader. */
function readWhile({ engine }: LiveFeed, readerIds: readonly string[]) {
  const latenciesMs: number[] = []
  let ended = false
  const readers = readerIds.map(async (viewerId) => {
    do {
      const begunMs = performance.now()
      await engine.homeTimeline({ viewerId })
      latenciesMs.push(performance.now() - begunMs)
    } while (!ended)
  })
  const done = Promise.all(readers)
  return {
    async end() {
      ended = true
      await done
      return Float64Array.from(latenciesMs)
    },
  }
}

/** Fails if a reader's page is not what the stores say after the storm: then it was fast and wrong. */
async function expectTruth({ engine }: LiveFeed, readerIds: readonly string[]): Promise<void> {
  for (const viewerId of readerIds) {
    const [cached, strict] = await Promise.all(
      (['cached', 'strict'] as const).map((read) => engine.homeTimeline({ viewerId, read })),
    )
    if (cached === undefined || strict === undefined || `${idsOf(cached)}` !== `${idsOf(strict)}`) {
      throw new Error('a page after the storm is not that of the stores')
    }
  }
}
