import type { IncomingMessage, OutgoingMessage } from '../client/kafka-client'
import { headerNumber } from './headers'

const AFTER = 'feed-replay-after'
const PUBLISHED_AT = 'feed-replay-published-at-ms'

/**
 * A message as it lies in the replay topic of a group, in the partition that it has in its own topic. It is as young
 * as the replay, or retention would take it at once; the time of its publication is in a header, as is the offset of
 * its own topic below which the group has to be done first.
 */
export function replayRecord(
  message: IncomingMessage,
  place: { readonly partition: number; readonly after: number; readonly nowMs: number },
): OutgoingMessage {
  return {
    key: message.key,
    value: message.value ?? Buffer.alloc(0),
    partition: place.partition,
    timestamp: `${place.nowMs}`,
    headers: { [AFTER]: `${place.after}`, [PUBLISHED_AT]: message.timestamp },
  }
}

export function parseReplayRecord(message: IncomingMessage): {
  readonly after: number
  readonly publishedAtMs: number
} {
  return {
    after: headerNumber(message.headers, AFTER, 0),
    publishedAtMs: headerNumber(message.headers, PUBLISHED_AT, Number(message.timestamp)),
  }
}
