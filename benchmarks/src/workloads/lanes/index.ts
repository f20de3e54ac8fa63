import type { Outcome } from '../../harness/reading'
import { toReading } from '../../harness/to-reading'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { measureCapacity } from '../../live-feed/capacity'
import { type Cast, type CastSize, openCast } from './cast'
import { CONTENDERS, type Contender } from './contenders'
import { BULK_SHARE, type Sample, toOutcome } from './outcome'
import { type PhaseParams, runPhase } from './phase'

/** Small authors' posts beside those of authors whose followers are many. */
export const lanes: Workload = {
  about: 'posts of small authors while others post in bulk: visible after how long, with lanes and without',
  needs: [],
  onProfile: true,
  run: measureLanes,
}

interface Size extends CastSize, Omit<PhaseParams, 'bulkPerSecond'> {
  /** That the capacity is measured with. */
  readonly posts: number
}

const SIZES = {
  full: {
    bulkAuthors: 4,
    followers: 3_000,
    smallAuthors: 50,
    smallFollowers: 20,
    bulkFrom: 1_000,
    posts: 100,
    durationMs: 10_000,
    smallPerSecond: 25,
    appliedShare: 0.8,
  },
  tiny: {
    bulkAuthors: 2,
    followers: 30,
    smallAuthors: 4,
    smallFollowers: 3,
    bulkFrom: 10,
    posts: 10,
    durationMs: 200,
    smallPerSecond: 50,
    // So short that waiting for the end is most of the time.
    appliedShare: 0.01,
  },
} satisfies Record<Scale, Size>

async function measureLanes(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { scale, meters, effort, progress } = settings
  const size = SIZES[scale]
  const cast = await openCast(settings, size)
  try {
    progress('capacity of the fan-out')
    cast.deliver('no lanes')
    const publish = cast.publishInBulk
    const { postsPerSecond } = await measureCapacity({ feed: cast.feed, meters, posts: size.posts, publish })
    const samples: Record<string, Sample[]> = Object.fromEntries(Object.keys(CONTENDERS).map((name) => [name, []]))
    for (let round = 0; round <= effort.rounds; round++) {
      progress(round === 0 ? 'warm-up' : `round ${round}`)
      const names = round % 2 === 0 ? Object.keys(CONTENDERS) : Object.keys(CONTENDERS).toReversed()
      for (const name of names) {
        const sample = await measure(cast, settings, name, postsPerSecond * BULK_SHARE)
        if (round > 0) samples[name]?.push(sample)
      }
    }
    return [toOutcome(samples, postsPerSecond, size.followers)]
  } finally {
    await cast.end()
  }
}

async function measure(
  cast: Cast,
  { scale, meters }: WorkloadSettings,
  name: string,
  bulkPerSecond: number,
): Promise<Sample> {
  const { deliver, inBulk } = CONTENDERS[name] as Contender
  cast.deliver(deliver)
  const params = { ...SIZES[scale], bulkPerSecond: inBulk ? bulkPerSecond : 0 }
  const { result, used } = await meters.during(() => runPhase(cast, params))
  const { acknowledged, visibleMs, bulkAppliedPerSecond } = result
  const seen = toReading({ elapsedMs: acknowledged.elapsedMs, latenciesMs: visibleMs, unitsPerOperation: 1, used })
  return { reading: seen, bulkAppliedPerSecond }
}
