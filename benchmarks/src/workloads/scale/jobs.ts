import { METRICS } from '@feed-engine/core'
import type { WorkloadSettings } from '../../harness/workload'
import { evictTimelines, publishPosts } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import type { LiveFeed } from '../../live-feed/live-feed'
import type { Job } from './curve'

const OPERATIONS = {
  full: { push: 10, read: 200 },
  tiny: { push: 1, read: 4 },
}

const PUSHED = { field: 'status', is: 'pushed' }

/** All authors publish, and all of their followers have it. Fails if somebody was not pushed to. */
export function pushJob(
  { scale }: WorkloadSettings,
  feed: LiveFeed,
  { authorIds, followers }: { readonly authorIds: readonly string[]; readonly followers: number },
): Job {
  const entries = authorIds.length * followers
  return {
    name: 'push',
    unit: 'entries',
    unitsPerOperation: entries,
    operations: OPERATIONS[scale].push,
    command: `publish by ${authorIds.length}, drain`,
    async operate() {
      const before = feed.metrics.of(METRICS.pushes, PUSHED)
      await publishPosts(feed, authorIds, 1)
      await feed.engine.drain(DRAINS_WITHIN)
      const pushed = feed.metrics.of(METRICS.pushes, PUSHED) - before
      if (pushed < entries) throw new Error(`${pushed} of ${entries} entries were pushed`)
    },
  }
}

/** First pages of viewers in turns, from timelines that are open. Fails if one was not. */
export function warmReadJob({ scale }: WorkloadSettings, feed: LiveFeed, viewerIds: readonly string[]): Job {
  return {
    name: 'warm read',
    unit: 'reads',
    unitsPerOperation: 1,
    operations: OPERATIONS[scale].read,
    command: 'homeTimeline',
    operate: (turn) => expectPage(feed, viewerIds[turn % viewerIds.length] ?? '', 'cached'),
  }
}

/** First pages of viewers in turns whose timelines have just been lost, which they fill. Fails if they do not. */
export function coldReadJob({ scale }: WorkloadSettings, feed: LiveFeed, viewerIds: readonly string[]): Job {
  return {
    name: 'cold read',
    unit: 'reads',
    unitsPerOperation: 1,
    operations: OPERATIONS[scale].read,
    command: 'evict the timeline, homeTimeline',
    async operate(turn) {
      const viewerId = viewerIds[turn % viewerIds.length] ?? ''
      await evictTimelines(feed, [viewerId])
      await expectPage(feed, viewerId, 'rebuilt')
    },
  }
}

async function expectPage({ engine }: LiveFeed, viewerId: string, expected: 'cached' | 'rebuilt'): Promise<void> {
  const { items, freshness } = await engine.homeTimeline({ viewerId })
  if (freshness !== expected || items.length === 0) {
    throw new Error(`a page of ${items.length} is ${freshness}, not ${expected}`)
  }
}
