import { describe, expect, it } from 'vitest'
import { SeededRandom, VirtualTime } from '../src'
import { TimerQueue } from '../src/time/timer-queue'

describe('virtual time', () => {
  it('jumps to the next timer when nothing else can run', async () => {
    const time = new VirtualTime({ startMs: 0 })
    const seen: string[] = []
    const main = async (): Promise<void> => {
      void time.sleep(1_000_000).then(() => seen.push(`late at ${time.now()}`))
      await time.sleep(5)
      seen.push(`early at ${time.now()}`)
      await time.sleep(999_995)
    }
    await time.run(main())
    expect(seen).toEqual(['early at 5', 'late at 1000000'])
  })

  it('lets every microtask run before time goes on', async () => {
    const time = new VirtualTime({ startMs: 0 })
    const seen: number[] = []
    const main = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      seen.push(time.now())
      await time.sleep(1)
    }
    time.setTimeout(() => seen.push(1), 1)
    await time.run(main())
    expect(seen).toEqual([0, 1])
  })

  it('fires timers of one moment in the order in which they were set', async () => {
    const time = new VirtualTime({ startMs: 0 })
    const seen: string[] = []
    for (const name of ['a', 'b', 'c']) time.setTimeout(() => seen.push(name), 7)
    await time.run(time.sleep(7))
    expect(seen).toEqual(['a', 'b', 'c'])
  })

  it('forgets cleared timers', async () => {
    const time = new VirtualTime({ startMs: 0 })
    time.clearTimeout(time.setTimeout(() => expect.unreachable(), 1))
    await time.run(time.sleep(10))
    expect(time.pending).toBe(0)
  })

  it('says so when nothing is left that could happen', async () => {
    const time = new VirtualTime()
    await expect(time.run(new Promise(() => undefined))).rejects.toThrow('Deadlock')
  })

  it('says so when there is no end', async () => {
    const time = new VirtualTime({ timerLimit: 1_000 })
    const tick = (): void => {
      time.setTimeout(tick, 1)
    }
    tick()
    await expect(time.run(new Promise(() => undefined))).rejects.toThrow('Livelock')
  })
})

describe('timer queue', () => {
  it('gives timers by time and order, whatever is removed in between', () => {
    const random = new SeededRandom(7)
    for (let round = 0; round < 200; round++) {
      const queue = new TimerQueue()
      const timers = Array.from({ length: random.below(40) }, () => queue.add(random.below(10), () => undefined))
      const removed = new Set(timers.filter(() => random.chance(0.4)))
      for (const timer of removed) queue.remove(timer)
      for (const timer of removed) queue.remove(timer)
      const expected = timers
        .filter((timer) => !removed.has(timer))
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)
      const taken = expected.map(() => queue.takeNext())
      expect(taken).toEqual(expected)
      expect(queue.takeNext()).toBeUndefined()
    }
  })
})
