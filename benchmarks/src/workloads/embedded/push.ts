import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine } from '@feed-engine/core'
import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { WorkloadSettings } from '../../harness/workload'
import { MetricSums } from '../../live-feed/metric-sums'
import type { Note } from '../../population/population'
import { publishAll } from '../../population/publish-all'

/** Entries that a timeline keeps, in the engine and in the baseline. */
const MAX_ENTRIES = 500

const SIZES = {
  full: { authors: 10, followers: 2_000, operations: 20 },
  tiny: { authors: 2, followers: 30, operations: 2 },
}

/**
 * Posts published until all of their followers have them (store, outbox, relay, bus, worker, timelines), against
 * the least that any implementation in memory has to do: append to one array per follower and trim it.
 */
export async function push({ scale, meters, effort, progress }: WorkloadSettings): Promise<Outcome> {
  progress('push')
  const { authors, followers, operations } = SIZES[scale]
  const authorIds = Array.from({ length: authors }, (_, index) => `author-${index}`)
  const followerIds = Array.from({ length: followers }, (_, index) => `follower-${index}`)
  const metrics = new MetricSums()
  const engine = createFeedEngine<Note>({
    stores: createMemoryStores(),
    policy: { kind: 'threshold', followers: Number.POSITIVE_INFINITY },
    timeline: { maxEntries: MAX_ENTRIES },
    metrics,
  })
  for (const followerId of followerIds) {
    for (const followeeId of authorIds) await engine.follow({ followerId, followeeId })
    await engine.homeTimeline({ viewerId: followerId })
  }
  const entries = authors * followers
  const lists = new Map(followerIds.map((followerId) => [followerId, [] as string[]]))
  const trial = {
    workload: 'embedded',
    variant: `push, ${authors} posts to ${followers} followers an operation`,
    unit: 'entries',
    unitsPerOperation: entries,
    inFlight: 1,
    operations,
    contenders: [
      {
        name: 'engine',
        commands: ['publish a post of each author, drain: store, outbox, relay, bus, worker, timelines'],
        operate: () => publishAll({ engine, metrics }, authorIds, entries),
      },
      {
        name: 'array',
        commands: ['append to one array per follower, and trim it'],
        operate: async () => appendToLists(lists, authors),
      },
    ],
  }
  const outcome = await runTrial(trial, meters, effort)
  await engine.close()
  return outcome
}

function appendToLists(lists: ReadonlyMap<string, string[]>, posts: number): void {
  for (let post = 0; post < posts; post++) {
    const position = post.toString(16).padStart(16, '0')
    for (const list of lists.values()) {
      list.push(position)
      if (list.length > MAX_ENTRIES * 1.25) list.splice(0, list.length - MAX_ENTRIES)
    }
  }
}
