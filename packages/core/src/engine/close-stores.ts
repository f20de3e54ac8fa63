import type { FeedStores } from '../ports'

/** Closes every port of a set. */
export async function closeStores(stores: FeedStores): Promise<void> {
  const { bus, timelines, posts, graph, users, cache, signals, counters, counterArchive } = stores
  const ports = [bus, timelines, posts, graph, users, cache, signals, counters, counterArchive].filter(
    (port) => port !== undefined,
  )
  await Promise.all(ports.map((port) => port.close()))
}
