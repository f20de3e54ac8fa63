import { createFeedEngine, type FeedEngine, type FeedStores } from '@feed-engine/core'
import type { Note } from '../../live-feed/live-feed'
import { MetricSums } from '../../live-feed/metric-sums'

/** An engine that only reads, and what it has counted. */
export interface ReaderEngine {
  readonly engine: FeedEngine<Note>
  readonly metrics: MetricSums
}

/** Opens a reader on stores that others fill, with the secret that signs everybody's cursors. */
export function openReaderEngine(stores: FeedStores, cursorSecret: string): ReaderEngine {
  const metrics = new MetricSums()
  const cursor = { keys: [{ id: 'k1', secret: cursorSecret }] }
  return { engine: createFeedEngine<Note>({ stores, workers: 'none', cursor, metrics }), metrics }
}
