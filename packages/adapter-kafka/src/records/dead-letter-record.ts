import type { DeadLetter } from '@feed-engine/core'
import type { IncomingMessage, OutgoingMessage } from '../client/kafka-client'
import type { Task } from '../consume/dispatcher'
import { headerNumber, headerText } from './headers'

const CODE = 'feed-code'
const CAUSE = 'feed-cause'
const ATTEMPTS = 'feed-attempts'
const TOPIC = 'feed-topic'
const GROUP = 'feed-group'
/** Topic, partition and offset of the message, as Kafka knows them. */
const ORIGIN = 'feed-origin'
const PUBLISHED_AT = 'feed-published-at-ms'
/** Longer causes are cut: a header counts towards the size of the message. */
const MAX_CAUSE_LENGTH = 2_000

/** A message that its group gave up on: key and value as they were, all else in headers. */
export function deadLetterRecord(
  task: Task,
  letter: Omit<DeadLetter, 'key' | 'value'>,
  nowMs: number,
): OutgoingMessage {
  const { window, offset, publishedAtMs } = task
  return {
    key: Buffer.from(task.key, 'utf8'),
    value: Buffer.from(task.value),
    partition: 0,
    timestamp: `${nowMs}`,
    headers: {
      [CODE]: letter.code,
      [CAUSE]: letter.cause.slice(0, MAX_CAUSE_LENGTH),
      [ATTEMPTS]: `${letter.attempts}`,
      [TOPIC]: letter.topic,
      [GROUP]: letter.group,
      [ORIGIN]: `${window.topic}/${window.partition}/${offset}`,
      [PUBLISHED_AT]: `${publishedAtMs}`,
    },
  }
}

/** What names the message that became a dead letter: a process that dies over it may make the same one again. */
export function originOf({ headers, offset }: IncomingMessage): string {
  return headerText(headers, ORIGIN) ?? offset
}

export function parseDeadLetterRecord(
  message: IncomingMessage,
  of: { readonly topic: string; readonly group: string },
): DeadLetter {
  const { headers, key, value } = message
  return {
    ...of,
    key: key?.toString('utf8') ?? '',
    value: new Uint8Array(value ?? []),
    code: headerText(headers, CODE) ?? 'UNKNOWN',
    cause: headerText(headers, CAUSE) ?? '',
    attempts: headerNumber(headers, ATTEMPTS, 0),
  }
}
