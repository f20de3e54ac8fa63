import { FeedError } from '../model'
import type { BusDelivery } from '../ports'

/** Tells the bus that work goes on; fails when another worker has taken over. */
export async function requireOwnership(delivery: BusDelivery): Promise<void> {
  if (await delivery.heartbeat()) return
  throw new FeedError({ code: 'ABORTED', rule: 'another worker has taken over', retryable: true })
}
