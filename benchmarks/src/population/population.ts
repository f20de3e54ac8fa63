import type { MemoryStores } from '@feed-engine/adapter-memory'
import type { FeedEngine } from '@feed-engine/core'
import type { MetricSums } from '../live-feed/metric-sums'

export interface Note {
  readonly text: string
}

export interface PopulationSize {
  readonly users: number
  readonly followees: number
  readonly postsPerUser: number
  /** Users whose timelines are read. */
  readonly viewers: number
  /** Users with most followers, who are pulled. */
  readonly pullAuthors: number
}

/** An engine in memory whose users have followed and published, with the viewers' timelines open and filled. */
export interface Population {
  readonly engine: FeedEngine<Note>
  readonly stores: MemoryStores
  readonly viewerIds: readonly string[]
  readonly metrics: MetricSums
}
