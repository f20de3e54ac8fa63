import { openLink } from '../client/link'
import { RedisKeyValueCache } from './key-value-cache'
import { type RedisKeyValueCacheOptions, resolveKeyValueCacheOptions } from './options'

/**
 * Opens a cache of values and leases. It connects in the background: calls wait for that, within their time.
 * Fails with `INVALID_OPTION` on an unknown or impossible option.
 */
export function createRedisKeyValueCache(options: RedisKeyValueCacheOptions): RedisKeyValueCache {
  const resolved = resolveKeyValueCacheOptions(options)
  return new RedisKeyValueCache(resolved, openLink(resolved))
}
