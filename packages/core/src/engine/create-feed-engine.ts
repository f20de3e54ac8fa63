import type { FeedEngine } from '../api/feed-engine'
import type { FeedEngineOptions } from '../api/options'
import { invalidOption } from '../validate/options'
import { checkStores } from './check-stores'
import { closeStores } from './close-stores'
import { createContext } from './create-context'
import { Engine } from './engine'
import { readOptions, resolveOptions } from './resolve-options'

/**
 * Makes an engine over a set of stores. Throws `INVALID_OPTION` for an option that is unknown or impossible.
 *
 * With `workers: 'inline'`, the default, relay and fan-out start at once.
 */
export function createFeedEngine<Body>(options: FeedEngineOptions<Body>): FeedEngine<Body> {
  const given = readOptions(options)
  const created = typeof given.stores === 'function'
  const stores = checkStores(typeof given.stores === 'function' ? given.stores() : given.stores)
  try {
    const durable = stores.posts.capabilities.durable || stores.graph.capabilities.durable
    const parts = resolveOptions<Body>(given, durable)
    if (parts.options.discovery !== undefined && stores.signals === undefined) {
      throw invalidOption('discovery', 'keeps its boards in stores.signals: that has to be given too')
    }
    return new Engine(createContext(stores, parts), created ? stores : undefined)
  } catch (error) {
    if (created) void closeStores(stores).catch(() => undefined)
    throw error
  }
}
