import type { Outcome } from '../../harness/reading'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { openLiveFeed } from '../../live-feed/live-feed'
import { busLinks } from './bus-links'
import type { LinkSize } from './link-size'
import { LinkedAuthor } from './linked-author'
import { outboxLinks } from './outbox-links'
import { RecordNumbers } from './records'
import { storeLink } from './store-link'
import { timelineLinks } from './timeline-links'
import { workerLink } from './worker-link'

/** What a profile's parts can do, each alone: the slowest one bounds the pipeline. */
export const links: Workload = {
  about: 'each link alone: store, outbox, relay, bus, worker, cache, page',
  needs: [],
  onProfile: true,
  run: measureLinks,
}

const SIZES = {
  full: { followers: 1_000, posts: 30, records: 500, messages: 2_000, operations: 100 },
  tiny: { followers: 10, posts: 3, records: 20, messages: 20, operations: 5 },
} satisfies Record<Scale, LinkSize>

async function measureLinks(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const size = SIZES[settings.scale]
  const feed = await openLiveFeed(settings, { workers: 'none' })
  try {
    settings.progress('store, outbox, relay, bus')
    const numbers = new RecordNumbers()
    const early = [
      await storeLink(feed, size, numbers, settings),
      ...(await outboxLinks(feed, size, numbers, settings)),
      ...(await busLinks(feed, size, settings)),
    ]
    settings.progress(`an author with ${size.followers} followers`)
    const author = await LinkedAuthor.prepare(feed, size)
    try {
      return [...early, await workerLink(author, size, settings), ...(await timelineLinks(author, size, settings))]
    } finally {
      await author.close()
    }
  } finally {
    await feed.end()
  }
}
