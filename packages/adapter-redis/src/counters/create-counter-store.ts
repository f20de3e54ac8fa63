import { openLink } from '../client/link'
import { RedisCounterStore } from './counter-store'
import { type RedisCounterStoreOptions, resolveCounterStoreOptions } from './options'

/**
 * Opens a store of counters. It connects in the background: calls wait for that, within their time.
 * Fails with `INVALID_OPTION` on an unknown or impossible option.
 */
export function createRedisCounterStore(options: RedisCounterStoreOptions): RedisCounterStore {
  const resolved = resolveCounterStoreOptions(options)
  return new RedisCounterStore(resolved, openLink(resolved))
}
