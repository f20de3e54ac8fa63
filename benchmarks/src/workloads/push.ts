import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedEngine, METRICS } from '@feed-engine/core'
import { compare } from '../compare'
import { type Figure, figure } from '../figure'
import type { Note } from '../population'
import type { WorkloadSettings } from '../scale'

/** Entries that a timeline keeps, in the engine and in the baseline. */
const MAX_ENTRIES = 500

/**
 * Posts published until all of their followers have them (store, outbox, relay, bus, worker, timelines), against
 * the least that any implementation in memory has to do: append to one array per follower and trim it.
 */
export async function pushes({ scale }: WorkloadSettings): Promise<readonly Figure[]> {
  const authorIds = Array.from({ length: scale.push.authors }, (_, index) => `author-${index}`)
  const followerIds = Array.from({ length: scale.push.followers }, (_, index) => `follower-${index}`)
  const counter = new PushCounter()
  const engine = createFeedEngine<Note>({
    stores: createMemoryStores(),
    policy: { kind: 'threshold', followers: Number.POSITIVE_INFINITY },
    timeline: { maxEntries: MAX_ENTRIES },
    metrics: counter,
  })
  await openTimelines(engine, authorIds, followerIds)

  const entries = authorIds.length * followerIds.length
  const lists = new Map(followerIds.map((followerId) => [followerId, [] as string[]]))
  const { candidate, baseline } = await compare({
    candidate: { run: () => publishAndDrain({ engine, authorIds, counter, entries }) },
    baseline: { run: () => appendToLists(lists, authorIds.length) },
    operations: entries,
    effort: scale.effort,
  })
  await engine.close()
  return [
    figure({
      workload: 'push',
      name: 'published posts in the timelines of all followers',
      unit: 'entries/s',
      value: candidate,
      baseline: { name: 'a bare loop that appends to an array per follower', value: baseline },
    }),
  ]
}

async function openTimelines(
  engine: FeedEngine<Note>,
  authorIds: readonly string[],
  followerIds: readonly string[],
): Promise<void> {
  for (const followerId of followerIds) {
    for (const followeeId of authorIds) await engine.follow({ followerId, followeeId })
    await engine.homeTimeline({ viewerId: followerId })
  }
}

async function publishAndDrain(params: {
  readonly engine: FeedEngine<Note>
  readonly authorIds: readonly string[]
  readonly counter: PushCounter
  readonly entries: number
}): Promise<void> {
  const { engine, authorIds, counter, entries } = params
  const goal = counter.pushed + entries
  for (const authorId of authorIds) await engine.publish({ authorId, body: { text: 'A post of ordinary length.' } })
  await engine.drain()
  if (counter.pushed < goal) throw new Error(`${goal - counter.pushed} entries were not pushed`)
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

/** Counts the feeds that a push has reached. */
class PushCounter {
  pushed = 0

  count(name: string, value: number, attributes?: Readonly<Record<string, unknown>>): void {
    if (name === METRICS.pushes && attributes?.['status'] === 'pushed') this.pushed += value
  }

  record(): void {
    // Distributions are of no interest here.
  }
}
