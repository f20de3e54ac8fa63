import { FeedError, type FeedErrorCode, type FeedErrorOutcome, isFeedError } from '@feed-engine/core'

/** What a call does for who makes it: after a failure, a `read` has changed nothing, a `write` perhaps. */
export type Effect = 'read' | 'write'

interface Meaning {
  readonly code: FeedErrorCode
  readonly rule: string
  readonly retryable: boolean
}

const later = (rule: string): Meaning => ({ code: 'UNAVAILABLE', rule, retryable: true })
const never = (rule: string, code: FeedErrorCode = 'UNAVAILABLE'): Meaning => ({ code, rule, retryable: false })

const MOVING = later('a slot of the cluster is on the move')

/** Refusals by their first word. The server decides on all of these before a script has written anything. */
const REFUSALS: Readonly<Record<string, Meaning>> = {
  OOM: later('Redis is out of memory: raise maxmemory, or let it evict timelines (maxmemory-policy volatile-lru)'),
  READONLY: later('the server is a replica: connect to the master, or through Sentinel or Cluster'),
  LOADING: later('Redis is loading its data'),
  MASTERDOWN: later('the replica has lost its master'),
  CLUSTERDOWN: later('the cluster is down: not all slots are served'),
  TRYAGAIN: MOVING,
  MOVED: MOVING,
  ASK: MOVING,
  NOREPLICAS: later('too few replicas are in reach (min-replicas-to-write)'),
  MISCONF: later('Redis refuses writes because it cannot save its snapshot (stop-writes-on-bgsave-error)'),
  BUSY: later('Redis is busy with a script'),
  NOAUTH: never('Redis asks for a password'),
  WRONGPASS: never('Redis refuses the user name or password'),
  NOPERM: never(
    'the user may not run a command that the adapter needs: EVAL, EVALSHA, INFO, PUBLISH and the commands of strings, sorted sets, hashes and streams',
  ),
  FEEDENGINE_REPLID: never(
    'the server does not report master_replid, which tells whether writes were lost',
    'UNSUPPORTED',
  ),
  FEEDENGINE_EPOCH: later('the cells belong to a newer map: this process has to be restarted with it'),
  FEEDENGINE_LAYOUT: never(
    'other processes use these cells with another number of cells or encoding, and the same epoch',
    'INVALID_OPTION',
  ),
}

const KNOWN_WORD = new RegExp(`(?:^|[\\s-])(${Object.keys(REFUSALS).join('|')})(?:\\s|$)`)

/**
 * The engine's error for what a client threw. Nothing of the client's error is kept: its message may name hosts, and
 * its `command` holds keys with user ids.
 */
export function toFeedError(error: unknown, effect: Effect): FeedError {
  if (isFeedError(error)) return error
  const { name, message } = error instanceof Error ? error : new Error()
  if (name === 'ReplyError') return refusal(message)
  if (/timed out|timeout/i.test(message)) return timedOut(effect)
  return new FeedError({
    code: 'UNAVAILABLE',
    rule: 'the connection to Redis failed: check that it runs, its address, user name and password, and its limit of clients',
    retryable: true,
    outcome: outcomeOf(effect),
  })
}

/** Of a read `DEADLINE_EXCEEDED`, of a write `OUTCOME_UNKNOWN`. */
export function timedOut(effect: Effect): FeedError {
  const rule =
    'Redis did not answer in time: check its load and the network, or allow more time (timeoutMs, deadlineMs)'
  return effect === 'write' ? outcomeUnknown(rule) : new FeedError({ code: 'DEADLINE_EXCEEDED', rule, retryable: true })
}

export function outcomeOf(effect: Effect): FeedErrorOutcome {
  return effect === 'read' ? 'not-applied' : 'unknown'
}

export function outcomeUnknown(rule: string): FeedError {
  return new FeedError({ code: 'OUTCOME_UNKNOWN', rule, retryable: true, outcome: 'unknown' })
}

/** Whether the server does not know the script: it has restarted, or is another one. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && /(?:^|[\s-])NOSCRIPT\s/.test(error.message)
}

/** Whether slots moved under a pipeline: the server sent a command elsewhere, or the client did not send it at all. */
export function isRedirection(error: unknown): boolean {
  return error instanceof Error && /^(MOVED|ASK|TRYAGAIN)\s|same slots allocation group/.test(error.message)
}

/**
 * Whether a connection to one server of a Cluster was the wrong way for a command, and the client has to find another:
 * the slot is elsewhere, or the connection is gone. Behind one that is gone the command may have been done.
 */
export function isMisrouted(error: unknown): boolean {
  return error instanceof Error && /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)\s|^Connection is closed/.test(error.message)
}

function refusal(message: string): FeedError {
  const word = message.includes("user executing the script can't") ? 'NOPERM' : (KNOWN_WORD.exec(message)?.[1] ?? '')
  const meaning = REFUSALS[word]
  if (meaning !== undefined) return new FeedError(meaning)
  // A script met a key that is on its way to another master.
  if (message.includes('non local key')) return new FeedError(MOVING)
  const rule = message.includes('WRONGTYPE')
    ? 'a key holds data of another kind: something else uses the same key prefix'
    : 'Redis refused a command that it should understand: is its version 6.2 or newer?'
  return new FeedError({ code: 'INTERNAL', rule, outcome: 'unknown' })
}
