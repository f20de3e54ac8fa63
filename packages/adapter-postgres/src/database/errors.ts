import { FeedError, type FeedErrorCode, isFeedError } from '@feed-engine/core'
import { CallEnded } from './call-limit'

/** How far a statement had come when it failed. */
export type Stage = 'connecting' | 'reading' | 'writing'

interface Meaning {
  readonly rule: string
  readonly code?: FeedErrorCode
  readonly retryable: boolean
  /** The server may have gone on although the client was told otherwise. */
  readonly unknown?: boolean
}

const LOGIN: Meaning = {
  rule: 'PostgreSQL refuses the login: check user, password and pg_hba.conf',
  retryable: false,
}
const MIGRATIONS: Meaning = { rule: 'tables or functions are missing: run migrate() first', retryable: false }
const SHUTDOWN: Meaning = { rule: 'PostgreSQL ended the connection', retryable: true, unknown: true }
const LOST: Meaning = { rule: 'the connection to PostgreSQL was lost', retryable: true, unknown: true }
const CONFLICT: Meaning = { rule: 'PostgreSQL undid the transaction over a conflict', retryable: true }

/** What SQLSTATEs mean to whoever runs the store. All others are bugs, ours or the server's. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '28000': LOGIN,
  '28P01': LOGIN,
  '3D000': { rule: 'the database does not exist: create it, or name another one', retryable: false },
  '3F000': MIGRATIONS,
  '42P01': MIGRATIONS,
  '42883': MIGRATIONS,
  '42703': MIGRATIONS,
  '42501': { rule: 'the user lacks a privilege: grant it on the schema, its tables and functions', retryable: false },
  '22021': {
    rule: 'a text has the character 0, which PostgreSQL cannot store',
    code: 'INVALID_ARGUMENT',
    retryable: false,
  },
  '54000': {
    rule: 'an id or key is too long for an index: ids have at most 256 bytes',
    code: 'INVALID_ARGUMENT',
    retryable: false,
  },
  '25006': { rule: 'PostgreSQL is read-only: connect to the primary server', retryable: true },
  '53100': { rule: 'the disk of PostgreSQL is full: make room', retryable: true },
  '53200': { rule: 'PostgreSQL is out of memory', retryable: true },
  '53300': {
    rule: 'all connection slots are used up: raise max_connections, or lower maxConnections of the processes',
    retryable: true,
  },
  '40001': CONFLICT,
  '40P01': CONFLICT,
  '55P03': CONFLICT,
  '57014': { rule: 'PostgreSQL cancelled the statement, for its statement_timeout or by hand', retryable: true },
  '57P01': SHUTDOWN,
  '57P02': SHUTDOWN,
  '57P03': { rule: 'PostgreSQL is starting up or shutting down', retryable: true },
  '57P05': SHUTDOWN,
}

/**
 * The error that the caller gets: never with the text of the server's or the client's own, which may hold values,
 * names or a connection string.
 */
export function toFeedError(error: unknown, stage: Stage): FeedError {
  if (isFeedError(error)) return error
  if (error instanceof CallEnded) return endedError(error, stage)
  const code = codeOf(error)
  const meaning = meaningOf(code, stage)
  const unknown = stage === 'writing' && meaning.unknown === true
  return new FeedError({
    code: unknown ? 'OUTCOME_UNKNOWN' : (meaning.code ?? 'UNAVAILABLE'),
    rule: code === undefined ? meaning.rule : `${meaning.rule} (${code})`,
    retryable: meaning.retryable,
    outcome: unknown ? 'unknown' : 'not-applied',
  })
}

function meaningOf(code: string | undefined, stage: Stage): Meaning {
  const known = code === undefined ? undefined : MEANINGS[code]
  if (known !== undefined) return known
  if (code !== undefined && isSqlState(code) && !code.startsWith('08')) {
    return { rule: 'PostgreSQL refused the statement', code: 'INTERNAL', retryable: false }
  }
  if (stage !== 'connecting') return LOST
  return { rule: 'PostgreSQL cannot be reached: check that it runs, its address, and the network', retryable: true }
}

function endedError({ reason }: CallEnded, stage: Stage): FeedError {
  const outcome = stage === 'writing' ? 'unknown' : 'not-applied'
  if (reason === 'aborted') return new FeedError({ code: 'ABORTED', rule: 'the call was aborted', outcome })
  return new FeedError({
    code: stage === 'writing' ? 'OUTCOME_UNKNOWN' : 'DEADLINE_EXCEEDED',
    rule:
      stage === 'connecting'
        ? 'no connection to PostgreSQL within the deadline'
        : 'no answer of PostgreSQL within the deadline',
    retryable: true,
    outcome,
  })
}

/** SQLSTATE of the server, or error code of the socket: both are harmless to show. */
function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{4,40}$/.test(code) ? code : undefined
}

function isSqlState(code: string): boolean {
  return code.length === 5 && /\d/.test(code)
}
