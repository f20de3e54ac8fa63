import { openLink } from '../client/link'
import { type RedisTimelineCacheOptions, resolveTimelineOptions } from './options'
import { RedisTimelineCache } from './timeline-cache'

/**
 * Opens a timeline cache. It connects in the background: calls wait for that, within their time.
 * Fails with `INVALID_OPTION` on an unknown or impossible option.
 */
export function createRedisTimelineCache(options: RedisTimelineCacheOptions): RedisTimelineCache {
  const resolved = resolveTimelineOptions(options)
  return new RedisTimelineCache(resolved, openLink(resolved))
}
