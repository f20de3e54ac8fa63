import { createFeedEngine } from '@feed-engine/core'
import { World } from './client/world'
import { Coverage } from './coverage'
import { type CreateEngine, Deployment } from './deployment/deployment'
import { memoryStores, type SharedStores } from './deployment/shared-stores'
import { checkConvergence } from './history/convergence'
import { History } from './history/history'
import { type Operation, operationsOf } from './history/operations'
import { PROFILES, type ProfileName } from './profiles'
import { type Settings, settingsOf } from './settings'
import { SeededRandom } from './time/random'
import { type SimulatedTime, soon } from './time/simulated-time'
import { VirtualTime } from './time/virtual-time'
import { Trace } from './trace'
import { Violation } from './truth/page-check'

export const DEFAULT_STEPS = 200

/** Stream of randomness for what is neither settings nor operations nor faults. */
const STREAM = 5

/** Time in which what is still under way between processes and stores, alive or dead, arrives. */
const WIRE_SETTLES_MS = 10_000

export interface SimulationOptions {
  readonly seed: number
  /** Operations of the history. @defaultValue 200 */
  readonly steps?: number
  /** Instead of those that follow from the seed. */
  readonly operations?: readonly Operation[]
  readonly settings?: Partial<Settings>
  /** @defaultValue 'drawn' */
  readonly profile?: ProfileName
  /** @defaultValue the engine of `@feed-engine/core` */
  readonly createEngine?: CreateEngine
  /**
   * Where and when the history takes place; the stores are empty, and closed at the end. Operations and faults follow
   * from the seed then as well, but not the order of events. @defaultValue in memory, in virtual time
   */
  readonly host?: { readonly stores: SharedStores; readonly time: SimulatedTime }
  /** Keeps the lines of the trace. */
  readonly keepTrace?: boolean
}

export interface SimulationResult {
  readonly seed: number
  readonly profile: ProfileName
  /** Same seed, same hash, in virtual time. */
  readonly traceHash: string
  readonly trace: readonly string[]
  readonly coverage: Coverage
  readonly settings: Settings
  readonly operations: readonly Operation[]
  /** What the engine did wrong, if anything, and after how many operations. */
  readonly failure?: { readonly error: Error; readonly step: number }
}

/** Runs one history from its seed: in virtual time the same every time. Never rejects; a failure is part of the result. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed } = options
  const profile = options.profile ?? 'drawn'
  const settings = settingsOf(seed, { ...PROFILES[profile], ...options.settings })
  const operations = options.operations ?? operationsOf(seed, settings, options.steps ?? DEFAULT_STEPS)
  const time = options.host?.time ?? new VirtualTime()
  const stores = options.host?.stores ?? memoryStores({ settings, seed, time })
  const trace = new Trace({ keep: options.keepTrace ?? false })
  const coverage = new Coverage()
  const createEngine = options.createEngine ?? createFeedEngine
  const deployment = new Deployment({ settings, seed, time, stores, trace, coverage, createEngine })
  const world = new World({ settings, time, random: new SeededRandom(seed, STREAM), deployment, coverage, trace })
  const history = new History(world)
  const failure = await time.run(live(world, history, operations)).then(
    () => undefined,
    (error: unknown) => ({ error: error instanceof Error ? error : new Error(String(error)), step: history.step }),
  )
  if (failure !== undefined && options.host !== undefined) {
    await deployment.abandon()
    await stores.close()
  }
  const result = { seed, profile, traceHash: trace.hash, trace: trace.lines, coverage, settings, operations }
  return failure === undefined ? result : { ...result, failure }
}

/** The life of a run: the history under faults, healing, convergence, and the end of all processes. */
async function live(world: World, history: History, operations: readonly Operation[]): Promise<void> {
  const { deployment, settings } = world
  for (let count = 0; count < settings.apis; count++) deployment.start('api')
  for (let count = 0; count < settings.workers; count++) deployment.start('worker')
  await history.run(operations)
  deployment.heal()
  await history.settled()
  await checkConvergence(world)
  await end(world)
}

/** Closes everything. What then still waits for time to pass was forgotten by somebody. */
async function end(world: World): Promise<void> {
  const { deployment, time } = world
  await Promise.all(deployment.servers().map(({ engine }) => engine.close()))
  for (const { process, wire } of deployment.servers()) {
    await soon(time, () => process.timersWaiting === 0 && wire.inFlight === 0)
    if (process.timersWaiting > 0)
      throw new Violation(`${process.name} is closed and has left ${process.timersWaiting} timers`)
    if (wire.inFlight > 0) throw new Violation(`${process.name} is closed and has left ${wire.inFlight} calls`)
  }
  await time.sleep(time.shortened(WIRE_SETTLES_MS))
  await deployment.settleStores()
  await deployment.stores.close()
  await soon(time, () => time.pending === 0)
  if (time.pending > 0) throw new Violation(`All is closed, and ${time.pending} timers are left`)
}
