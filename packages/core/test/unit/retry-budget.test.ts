import { describe, expect, test } from 'vitest'
import { CallBudget } from '../../src/runtime/call-budget'
import { Retrier } from '../../src/runtime/retry'
import { systemRuntime } from '../../src/runtime/system'
import { replyLost, unavailable } from '../support/faults'
import { refusal } from '../support/refusal'
import { seededRandom } from '../support/seeded-random'
import { VirtualTime } from '../support/virtual-time'

function retrier() {
  const time = new VirtualTime()
  const retries = new Retrier({ ...systemRuntime, clock: time, timers: time, random: seededRandom() })
  const run = <T>(work: () => Promise<T>, deadlineMs = 10_000): Promise<T> =>
    time.run(retries.run(new CallBudget(time, deadlineMs, undefined), work))
  return { time, run }
}

/** Fails so many times, and counts. */
function failing(times: number, error: () => Error) {
  const work = async (): Promise<string> => {
    work.tries++
    if (work.tries <= times) throw error()
    return 'done'
  }
  work.tries = 0
  return work
}

describe('a call', () => {
  test('is tried four times at most', async () => {
    const { run } = retrier()
    const works = failing(3, unavailable)
    expect(await run(works)).toBe('done')
    const fails = failing(4, unavailable)
    expect((await refusal(() => run(fails))).code).toBe('UNAVAILABLE')
    expect([works.tries, fails.tries]).toEqual([4, 4])
  })

  test('is not tried again where that is hopeless', async () => {
    const { run } = retrier()
    const plain = failing(1, () => new Error('a bug'))
    await expect(run(plain)).rejects.toThrow('a bug')
    const final = failing(1, () => Object.assign(unavailable(), { retryable: false }))
    await expect(run(final)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect([plain.tries, final.tries]).toEqual([1, 1])
  })

  test('is tried again after a pause: up to 10 ms, 20 ms and 40 ms, at random', async () => {
    const { time, run } = retrier()
    const pauses: number[] = []
    for (let call = 0; call < 3; call++) {
      const startedAtMs = time.now()
      await run(failing(3, unavailable))
      pauses.push(time.now() - startedAtMs)
    }
    expect(Math.max(...pauses)).toBeLessThan(70)
    expect(Math.min(...pauses)).toBeGreaterThan(0)
    expect(new Set(pauses).size).toBe(3)
  })

  test('is not tried beyond its deadline', async () => {
    const { time, run } = retrier()
    const startedAtMs = time.now()
    const work = failing(9, unavailable)
    await expect(run(work, 5)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(time.now() - startedAtMs).toBeLessThan(5)
  })

  test('that may have taken effect once stays unknown', async () => {
    const { run } = retrier()
    let tries = 0
    const work = async (): Promise<never> => {
      throw tries++ === 0 ? replyLost() : unavailable()
    }
    expect(await refusal(() => run(work))).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      outcome: 'unknown',
      retryable: true,
    })
  })
})

test('in an outage all calls together are tried hardly more often than once each', async () => {
  const { run } = retrier()
  const CALLS = 2_000
  const work = failing(Number.POSITIVE_INFINITY, unavailable)
  for (let call = 0; call < CALLS; call++) await run(work).catch(() => undefined)
  expect(work.tries).toBeGreaterThan(CALLS)
  expect(work.tries).toBeLessThanOrEqual(CALLS * 1.1 + 10)
})

test('after an outage the budget fills up again', async () => {
  const { run } = retrier()
  const outage = failing(Number.POSITIVE_INFINITY, unavailable)
  for (let call = 0; call < 50; call++) await run(outage).catch(() => undefined)
  await expect(run(failing(3, unavailable))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  for (let call = 0; call < 40; call++) await run(async () => 'fine')
  expect(await run(failing(3, unavailable))).toBe('done')
})
