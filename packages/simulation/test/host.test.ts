import { createFeedEngine } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import {
  type CreateEngine,
  operationsOf,
  type PushStores,
  RealTime,
  type SharedStores,
  type SimulationResult,
  settingsOf,
  simulate,
  VirtualTime,
} from '../src'
import { memoryStores } from '../src/deployment/shared-stores'

const SEED = 7

/** A history in which the cache fails over three times. */
const operations = operationsOf(SEED, settingsOf(SEED), 90).map((operation, index) =>
  index % 30 === 29 ? { ...operation, kind: 'failOver' } : operation,
)

interface Run {
  readonly result: SimulationResult
  /** Calls that each set of stores has got. */
  readonly calls: readonly number[]
  readonly lost: readonly number[]
  readonly closed: number
  /** Timers that the run has left on its host. */
  readonly left: number
}

/** A history in the real time of a host that is virtual itself, on several sets of the same stores. */
async function run(createEngine: CreateEngine = createFeedEngine): Promise<Run> {
  const host = new VirtualTime()
  const time = new RealTime({ clock: host, timers: host, limitMs: 1e9 })
  const memory = memoryStores({ settings: settingsOf(SEED), seed: SEED, time })
  const calls = [0, 0, 0, 0]
  const lost: number[] = []
  let closed = 0
  const [first, ...others] = calls.map((_, index) =>
    counted(memory.sets[0], () => {
      calls[index] = (calls[index] ?? 0) + 1
    }),
  )
  if (first === undefined) throw new RangeError('no stores')
  const stores: SharedStores = {
    sets: [first, ...others],
    loseTimelines(slice) {
      lost.push(slice)
      return memory.loseTimelines(slice)
    },
    async close() {
      closed++
      await memory.close()
    },
  }
  const result = await host.run(simulate({ seed: SEED, operations, createEngine, host: { stores, time } }))
  return { result, calls, lost, closed, left: host.pending }
}

function counted(stores: PushStores, onCall: () => void): PushStores {
  const graph = new Proxy(stores.graph, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...params: unknown[]) => {
        onCall()
        return Reflect.apply(value, target, params) as unknown
      }
    },
  })
  return { ...stores, graph }
}

/** An engine whose pages lack their second item. */
const forgetful: CreateEngine = (options) => {
  const engine = createFeedEngine(options)
  const { homeTimeline } = engine
  engine.homeTimeline = async (request, call) => {
    const page = await homeTimeline.call(engine, request, call)
    return { ...page, items: page.items.filter((_, index) => index !== 1) }
  }
  return engine
}

describe('a history on a host', () => {
  it('runs on the stores given, each process on a set of its own, loses timelines, and closes all', async () => {
    const { result, calls, lost, closed, left } = await run()
    expect(result.failure).toBeUndefined()
    expect(result.coverage.sum('pages', 'checked')).toBeGreaterThan(20)
    const processes = result.settings.apis + result.settings.workers
    expect(calls.slice(0, processes).every((count) => count > 0)).toBe(true)
    expect(lost).toHaveLength(3)
    expect(closed).toBe(1)
    expect(left).toBe(0)
  })

  it('that fails leaves nothing running', async () => {
    const { result, closed } = await run(forgetful)
    expect(result.failure?.error.message).toMatch(/^A page of the home timeline of u\d+ /)
    expect(closed).toBe(1)
  })
})
