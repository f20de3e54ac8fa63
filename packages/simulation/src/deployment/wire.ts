import { FeedError, type PortCall } from '@feed-engine/core'
import type { Coverage } from '../coverage'
import type { Fate, Faults, PortName } from '../faults/faults'
import type { SimulatedTime } from '../time/simulated-time'
import type { Trace } from '../trace'
import type { SimulatedProcess } from './process'
import type { Traffic } from './traffic'

/** What an adapter takes as deadline when the caller gives none. */
const ADAPTER_DEADLINE_MS = 8_000

/** Longest patience of an adapter with a call that is carried out late, and longest time until that happens. */
const PATIENCE_MS = 2_000
const LATEST_MS = 3_000

export interface WireRequest<T> {
  readonly port: PortName
  /** `port.method`, for traces and crash points. */
  readonly step: string
  readonly call: PortCall | undefined
  /** Whether it may be carried out after its caller has given up. Only what is idempotent then and harms nobody. */
  readonly late?: boolean
  /** Asks the store itself, with what is left of the call. */
  readonly apply: (rest?: PortCall) => Promise<T>
}

export interface WireParts {
  readonly process: SimulatedProcess
  readonly time: SimulatedTime
  readonly faults: Faults
  readonly traffic: Traffic
  readonly trace: Trace
  readonly coverage: Coverage
}

/** The network between one process and the stores, with everything that can go wrong on it. */
export class Wire {
  readonly #process: SimulatedProcess
  readonly #time: SimulatedTime
  readonly #faults: Faults
  readonly #traffic: Traffic
  readonly #trace: Trace
  readonly #coverage: Coverage
  #inFlight = 0

  constructor(parts: WireParts) {
    this.#process = parts.process
    this.#time = parts.time
    this.#faults = parts.faults
    this.#traffic = parts.traffic
    this.#trace = parts.trace
    this.#coverage = parts.coverage
  }

  get process(): SimulatedProcess {
    return this.#process
  }

  get coverage(): Coverage {
    return this.#coverage
  }

  get faults(): Faults {
    return this.#faults
  }

  get time(): SimulatedTime {
    return this.#time
  }

  /** Calls that were made and not answered. */
  get inFlight(): number {
    return this.#inFlight
  }

  async call<T>(request: WireRequest<T>): Promise<T> {
    if (this.#process.frozen) await this.#process.gate()
    if (!this.#process.reach(request.step, 'before')) return silence()
    const fate = this.#faults.fateOf(request.port, request.late ?? false)
    this.#trace.add(
      `${this.#time.now()} ${this.#process.name} ${request.step} ${fate.kind} ${fate.thereMs} ${fate.backMs}`,
    )
    this.#coverage.add('port calls')
    if (fate.kind !== 'answered') this.#coverage.add(`fault ${fate.kind} at ${request.step}`)
    this.#inFlight++
    try {
      return await this.#carry(request, fate)
    } finally {
      this.#inFlight--
      if (!this.#process.reach(request.step, 'after')) await silence()
      if (this.#process.frozen) await this.#process.gate()
    }
  }

  async #carry<T>(request: WireRequest<T>, fate: Fate): Promise<T> {
    const { step, call, apply } = request
    const deadlineMs = call?.deadlineMs ?? ADAPTER_DEADLINE_MS
    if (fate.kind === 'late') {
      const giveUpMs = Math.min(deadlineMs, this.#time.shortened(this.#faults.random.below(PATIENCE_MS)))
      const lateMs = giveUpMs + this.#time.shortened(this.#faults.random.below(LATEST_MS))
      void this.#traffic.carry(this.#time.sleep(lateMs).then(() => apply())).catch(() => undefined)
      await this.#pass(giveUpMs, call?.signal)
      throw unknownOutcome(step)
    }
    if (fate.kind === 'hung') {
      const applied = this.#faults.random.chance(0.5) && !this.#faults.isDown(request.port)
      if (applied) await this.#traffic.carry(apply(call))
      await this.#pass(this.#time.shortened(deadlineMs), call?.signal)
      throw unknownOutcome(step)
    }
    if (fate.thereMs > 0) {
      await this.#pass(Math.min(fate.thereMs, deadlineMs), call?.signal)
      if (fate.thereMs >= deadlineMs) throw unknownOutcome(step)
    }
    if (!this.#process.alive) return silence()
    if (fate.kind === 'refused') {
      throw new FeedError({ code: 'UNAVAILABLE', rule: `${step} was refused`, retryable: true })
    }
    const result = await this.#traffic.carry(apply(restOf(call, fate.thereMs)))
    const backMs = Math.min(fate.backMs, deadlineMs - fate.thereMs)
    if (backMs > 0) await this.#pass(backMs, call?.signal)
    if (fate.kind === 'reply-lost' || backMs < fate.backMs) throw unknownOutcome(step)
    return result
  }

  /** Lets time pass, but fails at once when the caller aborts. */
  #pass(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal === undefined) return this.#time.sleep(durationMs)
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        signal.removeEventListener('abort', abort)
        settle()
      }
      const abort = (): void => {
        this.#time.clearTimeout(timer)
        end(() => reject(new FeedError({ code: 'ABORTED', rule: 'the call was aborted', outcome: 'unknown' })))
      }
      const timer = this.#time.setTimeout(() => end(resolve), durationMs)
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort)
    })
  }
}

/** What a dead process hears. */
export function silence<T>(): Promise<T> {
  return new Promise<T>(() => undefined)
}

/** A call after so much of its time has gone by. */
function restOf(call: PortCall | undefined, goneMs: number): PortCall | undefined {
  if (call?.deadlineMs === undefined || goneMs === 0) return call
  return { ...call, deadlineMs: Math.max(1, call.deadlineMs - goneMs) }
}

function unknownOutcome(step: string): FeedError {
  return new FeedError({ code: 'OUTCOME_UNKNOWN', rule: `no answer to ${step}`, retryable: true, outcome: 'unknown' })
}
