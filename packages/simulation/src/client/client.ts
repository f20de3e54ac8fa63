import { type CallOptions, type FeedEngine, type FeedError, type FeedErrorCode, isFeedError } from '@feed-engine/core'
import type { Coverage } from '../coverage'
import type { Deployment, Server } from '../deployment/deployment'
import type { Settings } from '../settings'
import type { SeededRandom } from '../time/random'
import type { SimulatedTime } from '../time/simulated-time'
import type { Trace } from '../trace'
import { Violation } from '../truth/page-check'
import type { PostBody } from './body'

/** Every call settles within its deadline and this. */
const DEADLINE_TOLERANCE_MS = 50

const FIRST_BACKOFF_MS = 20
const LONGEST_BACKOFF_MS = 1_000

/** Share of calls with a deadline of their own, and of those that their caller aborts. */
const OWN_DEADLINE = 0.1
const ABORTED = 0.03
const LATEST_ABORT_MS = 100

/** Share of callers who, told that nothing happened, leave it at that. */
const GIVES_UP = 0.3

/** Errors that say nothing about the request: it may work the next time. */
const TRANSIENT: ReadonlySet<FeedErrorCode> = new Set([
  'UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  'DEADLINE_EXCEEDED',
  'ABORTED',
  'CLOCK_REGRESSED',
  'CLOSED',
])

/**
 * What came of a call: an answer, a refusal that will not change, nothing happened and the caller left it at that, or
 * the caller left without knowing.
 */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T; readonly attempts: number }
  | { readonly kind: 'refused'; readonly code: FeedErrorCode }
  | { readonly kind: 'given-up' }
  | { readonly kind: 'unknown' }

/** An answer, and when it was asked for and given, by the clock of the process that gave it. */
export interface ReadAnswer<T> {
  readonly kind: 'answered'
  readonly value: T
  readonly fromMs: number
  readonly toMs: number
}

/** What came of a read: an answer, a refusal, or trouble of the stores or the process. */
export type ReadOutcome<T> =
  | ReadAnswer<T>
  | { readonly kind: 'refused'; readonly code: FeedErrorCode }
  | { readonly kind: 'failed' }

/** Where a call goes. */
export interface ReadPlace {
  /** Only to a process with cache and bus, be it a worker. */
  readonly pushes?: boolean
  /** Deadline that the call sets itself, if it is longer than the usual one. */
  readonly longestMs?: number
}

/** One call to one process. */
type Attempt<T> = ReadAnswer<T> | { readonly kind: 'failed'; readonly error: FeedError } | { readonly kind: 'died' }

export type EngineCall<T> = (engine: FeedEngine<PostBody>, options: CallOptions) => Promise<T>

/**
 * The application's servers in front of the engine: a call goes to any API process, and is repeated until its outcome
 * is known, through crashes and outages.
 */
export class Client {
  readonly #deployment: Deployment
  readonly #settings: Settings
  readonly #time: SimulatedTime
  readonly #random: SeededRandom
  readonly #coverage: Coverage
  readonly #trace: Trace
  #patient = false

  constructor(parts: {
    readonly deployment: Deployment
    readonly settings: Settings
    readonly time: SimulatedTime
    readonly random: SeededRandom
    readonly coverage: Coverage
    readonly trace: Trace
  }) {
    this.#deployment = parts.deployment
    this.#settings = parts.settings
    this.#time = parts.time
    this.#random = parts.random
    this.#coverage = parts.coverage
    this.#trace = parts.trace
  }

  /** From now on no call is aborted or in a hurry. */
  becomePatient(): void {
    this.#patient = true
  }

  /**
   * Makes a change, or learns that it certainly did not happen.
   * @param leaves whether the caller may go away without learning the outcome
   */
  async write<T>(name: string, call: EngineCall<T>, leaves = false): Promise<Outcome<T>> {
    let mayHaveHappened = false
    for (let attempts = 1; ; attempts++) {
      const attempt = await this.#attempt(name, call)
      if (attempt.kind === 'answered') return { kind: 'done', value: attempt.value, attempts }
      if (attempt.kind === 'failed') {
        const { code, outcome } = attempt.error
        if (!TRANSIENT.has(code)) return { kind: 'refused', code }
        mayHaveHappened ||= outcome === 'unknown'
        if (!mayHaveHappened && this.#random.chance(GIVES_UP)) return { kind: 'given-up' }
      } else {
        mayHaveHappened = true
      }
      if (mayHaveHappened && leaves) return { kind: 'unknown' }
      this.#coverage.add(`client repeats ${name}`)
      const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), LONGEST_BACKOFF_MS)
      await this.#time.sleep(this.#random.between(1, backoffMs))
    }
  }

  /** Calls once, for what can be left undone. */
  async read<T>(name: string, call: EngineCall<T>, where: ReadPlace = {}): Promise<ReadOutcome<T>> {
    const attempt = await this.#attempt(name, call, where)
    if (attempt.kind !== 'failed') return attempt.kind === 'died' ? { kind: 'failed' } : attempt
    const { code } = attempt.error
    return TRANSIENT.has(code) ? { kind: 'failed' } : { kind: 'refused', code }
  }

  async #attempt<T>(name: string, call: EngineCall<T>, where: ReadPlace = {}): Promise<Attempt<T>> {
    const { longestMs = 0, pushes = false } = where
    const server = await this.#anyServer(pushes)
    const { process } = server
    while (process.alive && process.frozen) await Promise.race([process.gate(), died(server)])
    if (!process.alive) return { kind: 'died' }

    const { options, deadlineMs, done } = this.#callOptions()
    const begunMs = this.#time.now()
    const fromMs = process.clock.now()
    const freezes = process.freezes
    this.#coverage.add('engine calls')
    const attempt = await Promise.race([
      died(server),
      call(server.engine, options).then(
        (value): Attempt<T> => ({ kind: 'answered', value, fromMs, toMs: process.clock.now() }),
        (error: unknown): Attempt<T> => ({ kind: 'failed', error: requireFeedError(name, error) }),
      ),
    ])
    done()
    if (!process.alive) return { kind: 'died' }

    const tookMs = this.#time.now() - begunMs
    this.#trace.add(
      `${this.#time.now()} ${process.name} ${name} ${attempt.kind === 'failed' ? attempt.error.code : attempt.kind}`,
    )
    if (attempt.kind === 'failed') this.#coverage.add(`error ${attempt.error.code} of ${name}`)
    if (
      tookMs > Math.max(deadlineMs, longestMs) + DEADLINE_TOLERANCE_MS + this.#time.jitterMs &&
      process.freezes === freezes
    ) {
      throw new Violation(`${name} took ${tookMs} ms, its deadline was ${deadlineMs} ms`)
    }
    return attempt
  }

  async #anyServer(pushes: boolean): Promise<Server> {
    for (;;) {
      const servers = this.#deployment.servers(pushes ? undefined : 'api').filter((server) => server.pushes || !pushes)
      if (servers.length > 0) return this.#random.pick(servers)
      await this.#time.sleep(FIRST_BACKOFF_MS)
    }
  }

  /** `done` has to be called when the call has ended. */
  #callOptions(): { readonly options: CallOptions; readonly deadlineMs: number; readonly done: () => void } {
    const own = !this.#patient && this.#random.chance(OWN_DEADLINE)
    const deadlineMs = own ? this.#random.between(1, this.#settings.deadlineMs) : this.#settings.deadlineMs
    const deadline = own ? { deadlineMs } : {}
    if (this.#patient || !this.#random.chance(ABORTED)) return { options: deadline, deadlineMs, done: () => undefined }
    const controller = new AbortController()
    const timer = this.#time.setTimeout(() => controller.abort(), this.#random.below(LATEST_ABORT_MS))
    const done = (): void => this.#time.clearTimeout(timer)
    return { options: { ...deadline, signal: controller.signal }, deadlineMs, done }
  }
}

function died(server: Server): Promise<{ readonly kind: 'died' }> {
  return new Promise((resolve) => {
    server.process.onDeath(() => resolve({ kind: 'died' }))
  })
}

function requireFeedError(name: string, error: unknown): FeedError {
  if (isFeedError(error) && error.code !== 'INTERNAL') return error
  throw new Violation(`${name} failed with something other than a FeedError of the contract: ${describeError(error)}`)
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
