import { VirtualTime } from '@feed-engine/simulation'
import { describe, expect, test } from 'vitest'
import { type OpenLoopOptions, type OpenLoopResult, openLoop } from '../../src/harness/open-loop'

const time = () => new VirtualTime({ startMs: 0 })

function run(
  virtual: VirtualTime,
  options: Pick<OpenLoopOptions, 'rate' | 'arrivals' | 'operate'>,
): Promise<OpenLoopResult> {
  return virtual.run(openLoop({ ...options, clock: virtual, timers: virtual }))
}

describe('an open loop', () => {
  test('lets operations arrive by the schedule, whether or not those before are served', async () => {
    const virtual = time()
    const arrived: number[] = []
    const { mostUnderWay, elapsedMs } = await run(virtual, {
      rate: 100,
      arrivals: 5,
      operate(_, dueMs) {
        arrived.push(virtual.now())
        expect(dueMs).toBe(virtual.now())
        return virtual.sleep(1_000)
      },
    })
    expect(arrived).toEqual([0, 10, 20, 30, 40])
    expect(mostUnderWay).toBe(5)
    expect(elapsedMs).toBe(1_040)
  })

  test('counts latency from the scheduled arrival, and so with all waiting behind one slow operation', async () => {
    const virtual = time()
    let server = Promise.resolve()
    const { latenciesMs, rate } = await run(virtual, {
      rate: 100,
      arrivals: 5,
      operate(turn) {
        // One at a time, and the first one is slow.
        server = server.then(() => virtual.sleep(turn === 0 ? 100 : 1))
        return server
      },
    })
    expect([...latenciesMs]).toEqual([100, 91, 82, 73, 64])
    expect(rate).toBeCloseTo(5_000 / 104)
  })

  test('makes up for arrivals that a pause of this process held up, as late as they are', async () => {
    let nowMs = 0
    const timers = {
      setTimeout(callback: () => void, delayMs: number) {
        setImmediate(() => {
          // Each timer comes 25 ms late.
          nowMs += delayMs + 25
          callback()
        })
      },
      clearTimeout: () => undefined,
    }
    const operate = async (): Promise<void> => undefined
    const { latenciesMs } = await openLoop({ rate: 100, arrivals: 4, operate, clock: { now: () => nowMs }, timers })
    expect([...latenciesMs]).toEqual([0, 25, 15, 5])
  })

  test('fails with the first operation that fails, and lets nothing arrive afterwards', async () => {
    const virtual = time()
    let arrived = 0
    const failing = run(virtual, {
      rate: 10,
      arrivals: 100,
      async operate(turn) {
        arrived++
        if (turn === 2) throw new Error('not what was to be measured')
      },
    })
    await expect(failing).rejects.toThrow('not what was to be measured')
    await virtual.run(virtual.sleep(60_000))
    expect(arrived).toBe(3)
  })

  test('fails when more is under way than can ever be served', async () => {
    const virtual = time()
    const drowning = run(virtual, { rate: 1e6, arrivals: 30_000, operate: () => virtual.sleep(1e6) })
    await expect(drowning).rejects.toThrow('1000000/s is more than can be served')
  })
})
