import { openLink } from '../client/link'
import { RedisEventBus } from './event-bus'
import { type RedisEventBusOptions, resolveBusOptions } from './options'

/**
 * Opens an event bus. It connects in the background: calls wait for that, within their time.
 * Fails with `INVALID_OPTION` on an unknown or impossible option.
 */
export function createRedisEventBus(options: RedisEventBusOptions): RedisEventBus {
  const resolved = resolveBusOptions(options)
  return new RedisEventBus(resolved, openLink(resolved))
}
