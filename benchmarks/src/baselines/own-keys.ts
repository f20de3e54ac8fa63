import type { Redis } from 'ioredis'

const KEYS_AT_ONCE = 1_000

/** The keys of a prefix on one server. */
async function* ownKeys(client: Redis, prefix: string): AsyncGenerator<readonly string[]> {
  const scanned = client.scanStream({ match: `${prefix}*`, count: KEYS_AT_ONCE })
  for await (const keys of scanned) if ((keys as string[]).length > 0) yield keys as string[]
}

/** Bytes that all keys of a prefix take on one server, names and overhead included. */
export async function bytesOf(client: Redis, prefix: string): Promise<number> {
  let bytes = 0
  for await (const keys of ownKeys(client, prefix)) {
    const pipeline = client.pipeline()
    // Every element counts: by default only five of a sorted set are looked at.
    for (const key of keys) pipeline.memory('USAGE', key, 'SAMPLES', 0)
    for (const [, size] of (await pipeline.exec()) ?? []) bytes += Number(size ?? 0)
  }
  return bytes
}

/** Removes the keys of a prefix from one server. */
export async function unlinkAll(client: Redis, prefix: string): Promise<void> {
  for await (const keys of ownKeys(client, prefix)) {
    const pipeline = client.pipeline()
    for (const key of keys) pipeline.unlink(key)
    await pipeline.exec()
  }
}
