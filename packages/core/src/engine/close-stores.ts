import type { FeedStores } from '../ports'

/** Closes every port of a set. */
export async function closeStores({ bus, timelines, posts, graph, users, cache }: FeedStores): Promise<void> {
  const ports = [bus, timelines, posts, graph, users, cache].filter((port) => port !== undefined)
  await Promise.all(ports.map((port) => port.close()))
}
