import { Redis } from 'ioredis'
import type { Address } from '../servers/addresses'

/** Removes all keys with a prefix from each of the masters. */
export async function dropKeys(masters: readonly Address[], prefix: string): Promise<void> {
  for (const master of masters) {
    const client = new Redis({ ...master, lazyConnect: true })
    await client.connect()
    for await (const keys of client.scanStream({ match: `${prefix}*`, count: 1_000 })) {
      // One by one: in a cluster keys of one command would have to share a slot.
      const pipeline = client.pipeline()
      for (const key of keys as readonly string[]) pipeline.unlink(key)
      await pipeline.exec()
    }
    client.disconnect()
  }
}
