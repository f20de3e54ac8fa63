import { describe, expect, test } from 'vitest'
import type { Contender, Trial } from '../../src/harness/contender'
import type { Counters, Meters } from '../../src/harness/meters'
import { runTrial } from '../../src/harness/run-trial'

const NOTHING: Counters = { roundTrips: 0, bytesSent: 0, bytesReceived: 0, clientCpuMs: 0 }

/** Meters that tell the same of each round, in turn. */
function meters(...used: readonly Partial<Counters>[]): Meters {
  let round = 0
  return {
    during: async (work) => ({ result: await work(), used: { ...NOTHING, ...used[round++ % used.length] } }),
    watch: async () => undefined,
    close: async () => undefined,
  }
}

function trial(contenders: readonly Contender[], changes: Partial<Trial> = {}): Trial {
  const sizes = { unitsPerOperation: 10, inFlight: 1, operations: 4 }
  return { workload: 'w', variant: 'v', unit: 'entries', ...sizes, contenders, ...changes }
}

describe('a trial', () => {
  test('measures contenders in turns, every other round in reverse, with turns that go on', async () => {
    const log: string[] = []
    const contender = (name: string): Contender => ({
      name,
      commands: [`${name} it`],
      operate: async (turn) => log.push(`${name}${turn}`),
    })
    const outcome = await runTrial(trial(['a', 'b', 'c'].map(contender), { operations: 2 }), meters({}), { rounds: 2 })
    const round = (order: string, turns: readonly number[]) =>
      [...order].flatMap((name) => turns.map((turn) => name + turn))
    expect(log).toEqual([...round('abc', [0, 1]), ...round('cba', [2, 3]), ...round('abc', [4, 5])])
    expect(outcome.commands).toEqual({ a: ['a it'], b: ['b it'], c: ['c it'] })
  })

  test('throws the first round away and takes medians of the others', async () => {
    const roundTrips = [100, 4, 12, 8].map((count) => ({ roundTrips: count }))
    const only = { name: 'engine', commands: [], operate: async () => undefined }
    const { readings } = await runTrial(trial([only]), meters(...roundTrips), { rounds: 3 })
    expect(readings['engine']?.roundTrips).toBe(8 / 4)
  })

  test('keeps as many operations under way as it says', async () => {
    let underWay = 0
    let most = 0
    const operate = async (): Promise<void> => {
      most = Math.max(most, ++underWay)
      await new Promise(setImmediate)
      underWay--
    }
    const contender = { name: 'engine', commands: [], operate }
    await runTrial(trial([contender], { inFlight: 3, operations: 10 }), meters({}), { rounds: 1 })
    expect(most).toBe(3)
  })

  test('divides what the engine does by what each other one does, and judges the aims', async () => {
    const waiting = (turns: number) => async () => {
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
    }
    const { rateRatios, p50Ratios, aims } = await runTrial(
      trial(
        [
          { name: 'engine', commands: [], operate: waiting(1) },
          { name: 'slow', commands: [], operate: waiting(500) },
        ],
        { aims: { slow: { rateAtLeast: 2, p50AtMost: 0.5 }, absent: { rateAtLeast: 1 } } },
      ),
      meters({}),
      { rounds: 3 },
    )
    expect(Object.keys(rateRatios)).toEqual(['slow'])
    expect(rateRatios['slow']).toBeGreaterThan(2)
    expect(p50Ratios['slow']).toBeLessThan(0.5)
    expect(aims).toEqual([
      { text: 'rate ÷ slow ≥ 2', measured: rateRatios['slow'], met: true },
      { text: 'p50 ÷ slow ≤ 0.5', measured: p50Ratios['slow'], met: true },
      { text: 'rate ÷ absent ≥ 1', measured: Number.NaN, met: false },
    ])
  })

  test('says nothing of servers that do not tell, and their median where they do', async () => {
    const only = { name: 'engine', commands: [], operate: async () => undefined }
    const silent = await runTrial(trial([only]), meters({}), { rounds: 2 })
    expect(silent.readings['engine']).not.toHaveProperty('serverCpuMs')
    const telling = await runTrial(trial([only]), meters({ serverCpuMs: 8 }), { rounds: 2 })
    expect(telling.readings['engine']?.serverCpuMs).toBe(2)
  })

  test('fails with a contender that fails', async () => {
    const broken = {
      name: 'engine',
      commands: [],
      async operate() {
        throw new Error('not what was to be measured')
      },
    }
    await expect(runTrial(trial([broken]), meters({}), { rounds: 1 })).rejects.toThrow('not what was to be measured')
  })
})
