import { atMost } from '../../harness/aims'
import { medianReading } from '../../harness/median-reading'
import type { Outcome } from '../../harness/reading'
import { median } from '../../harness/statistics'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { evictTimelines, followAll, publishPosts } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { named } from '../../live-feed/in-parallel'
import { type LiveFeed, openLiveFeed } from '../../live-feed/live-feed'
import { plainOutcome } from '../../live-feed/plain-outcome'
import { ReaderEngines } from './reader-engines'
import { ReaderProcesses } from './reader-processes'
import { type Round, toRound } from './round'
import type { RushResult } from './rush'

/** Many readers of one home timeline that nobody has, in several processes at once. */
export const stampede: Workload = {
  about: 'rebuilds when 1,000 readers in four processes ask for one cold timeline',
  needs: [],
  onProfile: true,
  run: measureStampede,
}

const SIZES = {
  full: { readers: 1_000, processes: 4, followees: 200, postsEach: 5 },
  tiny: { readers: 12, processes: 4, followees: 5, postsEach: 2 },
} satisfies Record<Scale, unknown>

const VIEWER = 'viewer'

interface Readers {
  rush(rush: { readonly viewerId: string; readonly readers: number }): Promise<readonly RushResult[]>
  end(): Promise<void>
}

async function measureStampede(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { scale, effort, meters, progress } = settings
  const { readers: count, processes, followees, postsEach } = SIZES[scale]
  const feed = await openLiveFeed(settings)
  try {
    progress(`${followees} followees`)
    const authorIds = named('author', followees)
    await followAll(feed, [VIEWER], authorIds)
    await publishPosts(feed, authorIds, postsEach)
    await feed.engine.drain(DRAINS_WITHIN)
    const readers = await startReaders(settings, feed, processes)
    try {
      // One read each opens connections: what is measured is the rush, not the start of processes.
      await readers.rush({ viewerId: VIEWER, readers: processes })
      const rounds: Round[] = []
      for (let round = 0; round <= effort.rounds; round++) {
        progress(round === 0 ? 'warm-up' : `round ${round}`)
        await evictTimelines(feed, [VIEWER])
        const { result, used } = await meters.during(() => readers.rush({ viewerId: VIEWER, readers: count }))
        if (round > 0) rounds.push(toRound(result, used))
      }
      return [outcomeOf(rounds, readers instanceof ReaderProcesses ? 'processes' : 'engines', SIZES[scale])]
    } finally {
      await readers.end()
    }
  } finally {
    await feed.end()
  }
}

async function startReaders(settings: WorkloadSettings, feed: LiveFeed, count: number): Promise<Readers> {
  const { profile, addresses } = settings
  const { namespace, cursorSecret } = feed
  if (profile.needs.length === 0) return new ReaderEngines(count, feed)
  return ReaderProcesses.start(count, { profile: profile.name, addresses, namespace, cursorSecret })
}

function outcomeOf(
  rounds: readonly Round[],
  hosts: string,
  { readers, processes, followees }: typeof SIZES.full,
): Outcome {
  const rebuilds = rounds.map((round) => round.rebuilds)
  const most = Math.max(...rebuilds)
  return plainOutcome({
    workload: 'stampede',
    variant: `${readers} readers in ${processes} ${hosts}, ${followees} followees`,
    unit: 'reads',
    readings: { engine: medianReading(rounds.map(({ reading }) => reading)) },
    commands: { engine: ['evict the timeline, homeTimeline by all readers at once'] },
    aims: [atMost('rebuilds', 1, most)],
    figures: {
      'rebuilds, median': median(rebuilds),
      'rebuilds, most': most,
      'failed reads, most': Math.max(...rounds.map(({ failures }) => failures)),
    },
  })
}
