import type { LiveFeed } from '../../live-feed/live-feed'
import { openReaderEngine, type ReaderEngine } from './reader-engine'
import { type Rush, type RushResult, rush } from './rush'

/** Engines in this process that share stores, and nothing else, as processes would: for stores that live in memory. */
export class ReaderEngines {
  readonly #readers: readonly ReaderEngine[]

  constructor(count: number, { deployment, cursorSecret }: LiveFeed) {
    this.#readers = Array.from({ length: count }, () => openReaderEngine(deployment.stores, cursorSecret))
  }

  rush({ viewerId, readers }: Rush): Promise<readonly RushResult[]> {
    const task = { viewerId, readers: Math.ceil(readers / this.#readers.length) }
    return Promise.all(this.#readers.map((reader) => rush(reader, task)))
  }

  async end(): Promise<void> {
    await Promise.all(this.#readers.map(({ engine }) => engine.close()))
  }
}
