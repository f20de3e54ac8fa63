import type { TimerHandle, Timers } from '@feed-engine/core'
import type { Commit, PartitionWindow } from './partition-window'

/** Long enough for a quick verdict: a message that is done by then costs one commit, not two. */
const TRY_LINGER_MS = 20
const ERROR_DELAY_MS = 250

export interface CommitterParams {
  readonly timers: Timers
  /** The windows whose progress is kept. */
  readonly windows: () => Iterable<PartitionWindow>
  /** Keeps the progress of all of them, or fails. Called by one at a time. */
  readonly commit: (commits: readonly WindowCommit[]) => Promise<void>
  readonly onError: (error: unknown) => void
}

export interface WindowCommit extends Commit {
  readonly window: PartitionWindow
}

/** Commits what has changed, one request at a time: what changes meanwhile goes with the next one. */
export class Committer {
  readonly #params: CommitterParams
  #running: Promise<void> | undefined
  #timer: TimerHandle | undefined
  #wanted = false
  #failed = false
  #stopped = false

  constructor(params: CommitterParams) {
    this.#params = params
  }

  /** Everything that has changed is committed. */
  get isIdle(): boolean {
    return this.#running === undefined && this.#timer === undefined && !this.#wanted
  }

  /** A message was handled. */
  touch(): void {
    this.#wanted = true
    if (this.#failed || this.#stopped) return
    this.#clearTimer()
    this.#running ??= this.#run()
  }

  /** A try has begun: counts soon, so that a message that ends the process will not be tried for ever. */
  touchLater(): void {
    if (this.#timer !== undefined || this.#running !== undefined || this.#stopped) return
    this.#arm(TRY_LINGER_MS)
  }

  /** Tries to commit everything, once. */
  async flush(): Promise<void> {
    this.#failed = false
    this.touch()
    await this.#running
  }

  stop(): void {
    this.#stopped = true
    this.#clearTimer()
  }

  async #run(): Promise<void> {
    // In a later microtask, so that verdicts given together are committed together.
    await Promise.resolve()
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false
      const commits = this.#changes()
      if (commits.length === 0) continue
      try {
        await this.#params.commit(commits)
        for (const { window, offset, metadata } of commits) window.committed({ offset, metadata })
      } catch (error) {
        this.#params.onError(error)
        this.#failed = true
        this.#wanted = true
        break
      }
    }
    this.#running = undefined
    if (this.#failed && !this.#stopped) this.#arm(ERROR_DELAY_MS)
  }

  #changes(): WindowCommit[] {
    const commits: WindowCommit[] = []
    for (const window of this.#params.windows()) {
      const commit = window.held ? window.uncommitted : undefined
      if (commit !== undefined) commits.push({ window, ...commit })
    }
    return commits
  }

  #arm(delayMs: number): void {
    this.#clearTimer()
    this.#timer = this.#params.timers.setTimeout(
      () => {
        this.#timer = undefined
        this.#failed = false
        this.touch()
      },
      delayMs,
      { background: true },
    )
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) this.#params.timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
