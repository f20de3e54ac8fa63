import type { Addresses } from '@feed-engine/example-profiles'
import { freshNamespace } from '../../baselines/fresh-prefix'
import { openClassic } from '../../live-feed/open-classic'
import { calibrate, type Prices } from '../../policies/calibrate'
import type { PushCost } from '../../policies/compare-policies'

/** Measures prices on the profile `classic`: pushes to Redis, pulls from PostgreSQL, both in batches. */
export async function measurePrices(addresses: Addresses): Promise<Prices> {
  const deployment = await openClassic(addresses, freshNamespace())
  try {
    const { posts, timelines } = deployment.stores
    if (timelines === undefined) throw new TypeError('the profile has no timelines')
    return await calibrate({ posts, timelines })
  } finally {
    await deployment.remove()
  }
}

/** With two digits: no measurement of prices is good for more. */
export function toPushCost({ pushMs, skipMs, pullMs }: Prices): PushCost {
  return { pulls: Number((pushMs / pullMs).toPrecision(2)), skippedShare: skipMs / pushMs, measured: true }
}
