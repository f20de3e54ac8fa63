import type { FeedEngine } from '../api/feed-engine'
import type { FeedEngineOptions } from '../api/options'
import { describe } from '../validate/fields'
import { invalidOption } from '../validate/options'
import { closeStores } from './close-stores'
import { checkStores, createContext } from './create-context'
import { Engine } from './engine'
import { resolveOptions } from './resolve-options'

/**
 * Makes an engine over a set of stores. Throws `INVALID_OPTION` for an option that is unknown or impossible.
 *
 * With `workers: 'inline'`, the default, relay and fan-out start at once.
 */
export function createFeedEngine<Body>(options: FeedEngineOptions<Body>): FeedEngine<Body> {
  if (typeof options !== 'object' || options === null) {
    throw invalidOption('options', `has to be an object, not ${describe(options)}`)
  }
  const created = typeof options.stores === 'function'
  const stores = checkStores(typeof options.stores === 'function' ? options.stores() : options.stores)
  try {
    const durable = stores.posts.capabilities.durable || stores.graph.capabilities.durable
    const parts = resolveOptions<Body>(options, durable)
    return new Engine(createContext(stores, parts), created ? stores : undefined)
  } catch (error) {
    if (created) void closeStores(stores).catch(() => undefined)
    throw error
  }
}
