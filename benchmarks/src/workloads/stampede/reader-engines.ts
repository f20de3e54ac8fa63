import { createFeedEngine } from '@feed-engine/core'
import type { LiveFeed, Note } from '../../live-feed/live-feed'
import { MetricSums } from '../../live-feed/metric-sums'
import { type Rush, type RushResult, rush } from './rush'

/** Engines in this process that share stores, and nothing else, as processes would: for stores that live in memory. */
export class ReaderEngines {
  readonly #readers: readonly Parameters<typeof rush>[0][]

  constructor(count: number, { deployment, cursorSecret }: LiveFeed) {
    this.#readers = Array.from({ length: count }, () => {
      const metrics = new MetricSums()
      const engine = createFeedEngine<Note>({
        stores: deployment.stores,
        workers: 'none',
        cursor: { keys: [{ id: 'k1', secret: cursorSecret }] },
        metrics,
      })
      return { engine, metrics }
    })
  }

  rush({ viewerId, readers }: Rush): Promise<readonly RushResult[]> {
    const task = { viewerId, readers: Math.ceil(readers / this.#readers.length) }
    return Promise.all(this.#readers.map((reader) => rush(reader, task)))
  }

  async end(): Promise<void> {
    await Promise.all(this.#readers.map(({ engine }) => engine.close()))
  }
}
