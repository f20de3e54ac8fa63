import { FeedError, type FeedErrorCode, isFeedError } from '@feed-engine/core'

/** Whether a failure may have left something behind. */
export type Kind = 'read' | 'write'

interface Meaning {
  readonly rule: string
  readonly code?: FeedErrorCode
  readonly retryable?: boolean
  /** The broker may have done it all the same. */
  readonly unknown?: boolean
}

const UNREACHABLE: Meaning = {
  rule: 'Kafka cannot be reached: check that it runs, its advertised listeners, and the network',
  retryable: true,
  unknown: true,
}
const LOGIN: Meaning = { rule: 'Kafka refuses the login: check mechanism, user and password' }
const TOO_LARGE: Meaning = {
  rule: 'the broker takes no message of that size: raise max.message.bytes of the topic, or lower maxMessageBytes',
  code: 'PAYLOAD_TOO_LARGE',
  unknown: true,
}
const REPLICAS: Meaning = {
  rule: 'too few replicas are in sync: bring brokers back, or lower min.insync.replicas',
  retryable: true,
  unknown: true,
}

/** What types of the protocol, names of the client and codes of sockets mean to whoever runs the bus. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  KafkaJSSASLAuthenticationError: LOGIN,
  SASL_AUTHENTICATION_FAILED: LOGIN,
  TOPIC_AUTHORIZATION_FAILED: { rule: 'the user may not use the topic: grant it by an ACL', code: 'FORBIDDEN' },
  GROUP_AUTHORIZATION_FAILED: { rule: 'the user may not use the group: grant it by an ACL', code: 'FORBIDDEN' },
  CLUSTER_AUTHORIZATION_FAILED: {
    rule: 'the user may not create topics: grant Create by an ACL, or create them and set topics.autoCreate to false',
    code: 'FORBIDDEN',
  },
  MESSAGE_TOO_LARGE: TOO_LARGE,
  RECORD_LIST_TOO_LARGE: TOO_LARGE,
  NOT_ENOUGH_REPLICAS: REPLICAS,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: REPLICAS,
  INVALID_REPLICATION_FACTOR: {
    rule: 'topics.replicationFactor is above the number of brokers: lower it',
    code: 'INVALID_OPTION',
  },
  INVALID_PARTITIONS: { rule: 'topics.partitions is not allowed by the broker', code: 'INVALID_OPTION' },
  POLICY_VIOLATION: {
    rule: 'a policy of the broker forbids the topic: create it, and set topics.autoCreate to false',
    code: 'INVALID_OPTION',
  },
}

const OTHER: Meaning = { rule: 'Kafka failed', retryable: true, unknown: true }

/**
 * The error that a caller gets: never with the text of the client's own, which may hold addresses, nor with that error
 * as its cause.
 */
export function toFeedError(error: unknown, kind: Kind): FeedError {
  if (isFeedError(error)) return error
  const marks = marksOf(error)
  const mark = marks.find((candidate) => MEANINGS[candidate] !== undefined)
  const meaning = mark === undefined ? OTHER : (MEANINGS[mark] ?? OTHER)
  const unknown = kind === 'write' && meaning.unknown === true
  const shown = mark ?? marks[0]
  return new FeedError({
    code: meaning.code ?? (unknown ? 'OUTCOME_UNKNOWN' : 'UNAVAILABLE'),
    rule: shown === undefined ? meaning.rule : `${meaning.rule} (${shown})`,
    retryable: meaning.retryable ?? false,
    outcome: unknown ? 'unknown' : 'not-applied',
  })
}

/** Whether an error says that the group goes on without this member. */
export function isFenced(error: unknown): boolean {
  return marksOf(error).some((mark) => ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'].includes(mark))
}

/** What an error is, for logs: types and codes, innermost first, which are harmless to show. */
export function markOf(error: unknown): string {
  if (isFeedError(error)) return error.message
  return marksOf(error)[0] ?? 'an unknown error'
}

/** Protocol types, socket codes and names of an error and of those that it wraps, innermost first. */
function marksOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const { cause, errors, type, code, name } = error as Readonly<Record<string, unknown>>
  const inner = [...marksOf(cause, depth + 1), ...(Array.isArray(errors) ? marksOf(errors[0], depth + 1) : [])]
  return [...inner, ...[type, code, name].filter(isMark)]
}

function isMark(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z_]{3,60}$/.test(value)
}
