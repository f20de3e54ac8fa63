/**
 * The second parameter of every port method. Errors that another try may mend carry `retryable: true`, as `UNAVAILABLE`
 * and `OUTCOME_UNKNOWN` always do; a write that may have happened says so by `outcome: 'unknown'`.
 */
export interface PortCall {
  /**
   * Aborted already: the call fails with `ABORTED` and does nothing. Aborting later ends the wait with `ABORTED`; a
   * write may then have happened or not, and its error has `outcome: 'unknown'`.
   */
  readonly signal?: AbortSignal
  /**
   * Milliseconds that the call may take from now on. After that the adapter fails it, a write with `OUTCOME_UNKNOWN`,
   * a read with `DEADLINE_EXCEEDED`.
   */
  readonly deadlineMs?: number
}

/** What every adapter states about itself. Frozen, and the same for the life of the adapter. */
export interface AdapterCapabilities {
  /** The data outlives the process: another adapter over it, at the same time or later, sees every acknowledged write. */
  readonly durable: boolean
}

/** What every adapter has besides its port. */
export interface Adapter {
  /** Short name for logs, metrics and reports: `memory`, `redis`. */
  readonly name: string
  /**
   * Releases what the adapter created itself, and nothing that was handed to it. May be called again; any other call
   * afterwards fails with `CLOSED`.
   */
  close(): Promise<void>
}
