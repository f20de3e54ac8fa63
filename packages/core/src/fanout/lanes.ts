import type { EngineContext, PushPorts } from '../context/engine-context'
import { type Lane, TOPICS } from '../model'
import type { BusDelivery } from '../ports'
import { workerCall } from './worker-call'

/** Where the chunks of each lane wait, and the posts of the bulk lane until somebody plans them. */
export const LANE_TOPICS: Readonly<Record<Lane, string>> = { prompt: TOPICS.fanOut, bulk: TOPICS.bulk }

/** The lane that a message came in. */
export function laneOf({ topic }: BusDelivery): Lane {
  return topic === TOPICS.bulk ? 'bulk' : 'prompt'
}

/** Hands a post over to the bulk lane, as it is. Its order among others is of no importance from here on. */
export async function moveToBulk(
  context: EngineContext,
  ports: PushPorts,
  postId: string,
  { value }: BusDelivery,
): Promise<void> {
  await ports.bus.publish({ topic: TOPICS.bulk, messages: [{ key: postId, value }] }, workerCall(context))
}
