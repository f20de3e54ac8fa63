import { openLink } from '../client/link'
import { type RedisSignalStoreOptions, resolveSignalStoreOptions } from './options'
import { RedisSignalStore } from './signal-store'

/**
 * Opens a store of signals. It connects in the background: calls wait for that, within their time. Fails with
 * `INVALID_OPTION` on an unknown or impossible option.
 */
export function createRedisSignalStore(options: RedisSignalStoreOptions): RedisSignalStore {
  const resolved = resolveSignalStoreOptions(options)
  return new RedisSignalStore(resolved, openLink(resolved))
}
