import { describe, expect, it } from 'vitest'
import { Coverage, type FaultRates, NO_FAULTS, SeededRandom, Trace, VirtualTime } from '../src'
import { SimulatedProcess } from '../src/deployment/process'
import { Traffic } from '../src/deployment/traffic'
import { Wire } from '../src/deployment/wire'
import { Faults } from '../src/faults/faults'

interface Line {
  readonly time: VirtualTime
  readonly process: SimulatedProcess
  readonly faults: Faults
  readonly wire: Wire
  /** Calls that reached the store, with the time. */
  readonly arrived: number[]
  send(call?: { deadlineMs?: number; signal?: AbortSignal }, late?: boolean): Promise<string>
}

function line(rates: Partial<FaultRates>): Line {
  const time = new VirtualTime({ startMs: 0 })
  const random = new SeededRandom(3)
  const process = new SimulatedProcess({ name: 'p', time, random, clockSkewMs: 0, onCrash: () => undefined })
  const faults = new Faults({ random, time, rates: { ...NO_FAULTS, slow: 0, ...rates } })
  const wire = new Wire({ process, time, faults, traffic: new Traffic(), trace: new Trace(), coverage: new Coverage() })
  const arrived: number[] = []
  const apply = async (): Promise<string> => {
    arrived.push(time.now())
    return 'done'
  }
  return {
    time,
    process,
    faults,
    wire,
    arrived,
    send: (call, late = false) => wire.call({ port: 'posts', step: 'posts.put', call, late, apply }),
  }
}

describe('the wire between a process and a store', () => {
  it('carries a call there and its answer back', async () => {
    const { time, send, arrived, wire } = line({})
    expect(await time.run(send())).toBe('done')
    expect(arrived).toHaveLength(1)
    expect(wire.inFlight).toBe(0)
  })

  it('hands the store what is left of the call', async () => {
    const { time, wire } = line({ slow: 1, slowMs: 50 })
    const { signal } = new AbortController()
    const left: unknown[] = []
    const send = (call?: { deadlineMs?: number; signal?: AbortSignal }): Promise<number> =>
      wire.call({
        port: 'posts',
        step: 'posts.put',
        call,
        apply: async (rest) => {
          left.push(rest)
          return time.now()
        },
      })
    const arrivedMs = await time.run(send({ deadlineMs: 1_000, signal }))
    await time.run(send())
    expect(arrivedMs).toBeGreaterThan(0)
    expect(left).toEqual([{ deadlineMs: 1_000 - arrivedMs, signal }, undefined])
  })

  it('refuses before anything has happened', async () => {
    const { time, send, arrived } = line({ refuse: 1 })
    await expect(time.run(send())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'not-applied',
      retryable: true,
    })
    expect(arrived).toHaveLength(0)
  })

  it('loses an answer to what was done', async () => {
    const { time, send, arrived } = line({ loseReply: 1 })
    await expect(time.run(send())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' })
    expect(arrived).toHaveLength(1)
  })

  it('carries a call out after its caller has given up, if that is allowed', async () => {
    const { time, send, arrived } = line({ applyLate: 1 })
    let gaveUpMs = -1
    const main = async (): Promise<void> => {
      await expect(send({}, true)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
      gaveUpMs = time.now()
      await time.sleep(10_000)
      await expect(send({})).resolves.toBe('done')
    }
    await time.run(main())
    expect(arrived[0]).toBeGreaterThan(gaveUpMs)
  })

  it('keeps a caller waiting until its deadline, and no longer', async () => {
    const { time, send } = line({ hang: 1 })
    await expect(time.run(send({ deadlineMs: 250 }))).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(time.now()).toBe(250)
  })

  it('lets go of a caller who aborts', async () => {
    const { time, send } = line({ hang: 1 })
    const controller = new AbortController()
    time.setTimeout(() => controller.abort(), 20)
    const call = send({ deadlineMs: 1_000, signal: controller.signal })
    await expect(time.run(call)).rejects.toMatchObject({ code: 'ABORTED', outcome: 'unknown' })
    expect(time.now()).toBe(20)
  })

  it('does nothing for the dead: neither before the store has the call, nor after', async () => {
    for (const steps of [0, 1]) {
      const { time, send, arrived, process } = line({ slow: 1, slowMs: 10 })
      process.crashAfterSteps(steps)
      void send().then(() => expect.unreachable())
      await time.run(time.sleep(1_000))
      expect(arrived).toHaveLength(steps)
      expect(process.alive).toBe(false)
    }
  })

  it('does not carry out what a process sent that died meanwhile', async () => {
    const { time, send, arrived, process } = line({ slow: 1, slowMs: 1_000 })
    void send().then(() => expect.unreachable())
    process.crash()
    await time.run(time.sleep(60_000))
    expect(arrived).toHaveLength(0)
  })

  it('refuses, or keeps silent, while a store is down, and heals', async () => {
    const { time, send, faults } = line({})
    const main = async (): Promise<void> => {
      faults.takeDown('posts', 100, false)
      await expect(send()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      faults.takeDown('posts', 100, true)
      await expect(send({ deadlineMs: 10 })).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
      faults.heal()
      await expect(send()).resolves.toBe('done')
    }
    await time.run(main())
  })
})
