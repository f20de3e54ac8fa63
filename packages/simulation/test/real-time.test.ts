import { describe, expect, it } from 'vitest'
import { RealTime, VirtualTime } from '../src'
import { soon } from '../src/time/simulated-time'

/** Real time whose host is virtual. */
function realTime(options: { readonly limitMs?: number } = {}): {
  readonly host: VirtualTime
  readonly time: RealTime
} {
  const host = new VirtualTime({ startMs: 0 })
  return { host, time: new RealTime({ clock: host, timers: host, haste: 10, jitterMs: 1_000, ...options }) }
}

describe('real time', () => {
  it('is that of its host', async () => {
    const { host, time } = realTime()
    const seen: number[] = []
    time.setTimeout(() => seen.push(time.now()), 30)
    time.clearTimeout(time.setTimeout(() => seen.push(-1), 20))
    expect(time.pending).toBe(1)
    await host.run(time.sleep(40))
    expect(seen).toEqual([30])
    expect(time.pending).toBe(0)
  })

  it('shortens what a history waits for, to no less than a moment', () => {
    const { time } = realTime()
    expect([0, 5, 25_000].map((durationMs) => time.shortened(durationMs))).toEqual([0, 1, 2_500])
  })

  it('gives up a run that hangs', async () => {
    const { host, time } = realTime({ limitMs: 500 })
    await expect(host.run(time.run(new Promise(() => undefined)))).rejects.toThrow('has not ended within 500 ms')
    expect(host.now()).toBe(500)
  })

  it('leaves no timer behind a run that ends', async () => {
    const { host, time } = realTime()
    expect(await host.run(time.run(time.sleep(10).then(() => 'done')))).toBe('done')
    expect(host.pending).toBe(0)
  })
})

describe('what is to come true soon', () => {
  it('is waited for no longer than the host may be late', async () => {
    const { host, time } = realTime()
    let open = true
    time.setTimeout(() => {
      open = false
    }, 100)
    await host.run(soon(time, () => !open))
    expect(time.now()).toBeLessThan(200)
    await host.run(soon(time, () => false))
    expect(time.now()).toBeLessThan(1_300)
  })

  it('has come true already where nothing is late', async () => {
    const time = new VirtualTime({ startMs: 0 })
    await time.run(soon(time, () => false))
    expect(time.now()).toBe(0)
  })
})
