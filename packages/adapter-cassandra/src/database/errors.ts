import { FeedError, type FeedErrorCode, isFeedError } from '@feed-engine/core'

interface Meaning {
  readonly rule: string
  readonly retryable: boolean
  readonly code?: FeedErrorCode
  /** The write may have happened, or happen yet. */
  readonly unknown?: boolean
}

const later = (rule: string): Meaning => ({ rule, retryable: true })
const never = (rule: string): Meaning => ({ rule, retryable: false })
const perhaps = (rule: string): Meaning => ({ rule, retryable: true, unknown: true })

const LOGIN = never('Cassandra refuses the login: check username and password')
const LOST = perhaps('the connection to Cassandra was lost, or it did not answer in time')
const UNREACHABLE = later('Cassandra cannot be reached: check that it runs, contactPoints, port, and the network')
const NO_DATA_CENTER = never(
  'no node in reach is in the local data centre: set localDataCenter to the name that nodetool status shows',
)
const REFUSED_VALUES: Meaning = {
  rule: 'the driver refused the values of a statement',
  code: 'INTERNAL',
  retryable: false,
}
export const SCHEMA_MISSING = 'keyspace or tables are missing: run createSchema() first'

/** Error codes of the native protocol (native_protocol_v5.spec, section 9). All others are bugs, ours or the server's. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  0: perhaps('a node of Cassandra failed'),
  256: LOGIN,
  4096: later('too few replicas are alive for LOCAL_QUORUM: bring the nodes up, or raise the replication factor'),
  4097: later('Cassandra is overloaded'),
  4098: later('the node of Cassandra is starting up'),
  4352: perhaps('replicas did not acknowledge the write in time'),
  4608: perhaps('replicas did not answer the read in time'),
  4864: perhaps('replicas failed to read: many deleted rows in a partition are one cause, see the server log'),
  5376: perhaps('replicas failed to write: a full disk is one cause, see the server log'),
  5888: perhaps('a comparison was interrupted by others on the same row'),
  8448: never('the user lacks a privilege: grant SELECT and MODIFY on the keyspace, and CREATE for createSchema()'),
}
const INVALID = 8_704

/**
 * The error that the caller gets: never with the text of the server's or the driver's own, which may hold values,
 * addresses or credentials. `wrote` tells whether the call had sent a write before the one that failed.
 */
export function toFeedError(error: unknown, call: { readonly writing: boolean; readonly wrote: boolean }): FeedError {
  const unwritten = isFeedError(error) ? error : fromMeaning(meaningOf(error), codeOf(error), call.writing)
  return call.wrote ? outcomeUnknown(unwritten) : unwritten
}

/** The same error of a call that had written something before. */
export function outcomeUnknown(error: FeedError): FeedError {
  if (error.outcome === 'unknown') return error
  const code = error.code === 'ABORTED' || error.code === 'INTERNAL' ? error.code : 'OUTCOME_UNKNOWN'
  return new FeedError({ code, rule: error.rule, retryable: error.retryable, outcome: 'unknown' })
}

function fromMeaning(meaning: Meaning, code: number | undefined, writing: boolean): FeedError {
  const unknown = writing && meaning.unknown === true
  return new FeedError({
    code: unknown ? 'OUTCOME_UNKNOWN' : (meaning.code ?? 'UNAVAILABLE'),
    rule: code === undefined ? meaning.rule : `${meaning.rule} (0x${code.toString(16)})`,
    retryable: meaning.retryable,
    outcome: unknown ? 'unknown' : 'not-applied',
  })
}

function meaningOf(error: unknown): Meaning {
  const code = codeOf(error)
  if (code !== undefined) {
    if (code === INVALID && /does ?n[o']t exist|unconfigured/i.test(messageOf(error))) return never(SCHEMA_MISSING)
    return MEANINGS[code] ?? { rule: 'Cassandra refused the statement', code: 'INTERNAL', retryable: false }
  }
  switch (nameOf(error)) {
    case 'NoHostAvailableError':
      return noHostMeaning(error as { readonly innerErrors?: unknown })
    case 'AuthenticationError':
      return LOGIN
    case 'ArgumentError':
      return messageOf(error).includes('localDataCenter') ? NO_DATA_CENTER : REFUSED_VALUES
    case 'TypeError':
    case 'RangeError':
      return REFUSED_VALUES
    case 'BusyConnectionError':
      return later('all connections to Cassandra are busy')
    default:
      return LOST
  }
}

/** No node took the request. Why the first one did not tells most. */
function noHostMeaning({ innerErrors }: { readonly innerErrors?: unknown }): Meaning {
  const inner = Object.values(typeof innerErrors === 'object' && innerErrors !== null ? innerErrors : {})
  for (const error of inner) {
    const name = nameOf(error)
    if (name === 'AuthenticationError' || codeOf(error) === 256) return LOGIN
    if (name === 'ArgumentError' && messageOf(error).includes('localDataCenter')) return NO_DATA_CENTER
  }
  return UNREACHABLE
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}

function codeOf(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined
  return typeof code === 'number' ? code : undefined
}
