import { describe, expect, it } from 'vitest'
import { SeededRandom, VirtualTime } from '../src'
import { SimulatedProcess } from '../src/deployment/process'

function start(time: VirtualTime, clockSkewMs = 0): { readonly process: SimulatedProcess; readonly deaths: string[] } {
  const deaths: string[] = []
  const random = new SeededRandom(1)
  const process = new SimulatedProcess({ name: 'p', time, random, clockSkewMs, onCrash: (step) => deaths.push(step) })
  return { process, deaths }
}

describe('a simulated process', () => {
  it('has a clock of its own', () => {
    const time = new VirtualTime({ startMs: 1_000 })
    expect(start(time, -30).process.clock.now()).toBe(970)
  })

  it('takes its timers with it when it dies', async () => {
    const time = new VirtualTime()
    const { process } = start(time)
    process.timers.setTimeout(() => expect.unreachable(), 10)
    process.crash()
    process.timers.setTimeout(() => expect.unreachable(), 10)
    expect(process.timersWaiting).toBe(0)
    await time.run(time.sleep(20))
  })

  it('dies at the step that it was doomed to die at', () => {
    const { process, deaths } = start(new VirtualTime())
    process.crashAfterSteps(1)
    expect(process.reach('posts.put', 'before')).toBe(true)
    expect(process.reach('posts.put', 'after')).toBe(false)
    expect(process.reach('posts.put', 'before')).toBe(false)
    expect(deaths).toEqual(['posts.put after'])
  })

  it('does nothing while it is frozen, and all of it afterwards', async () => {
    const time = new VirtualTime({ startMs: 0 })
    const { process } = start(time)
    const seen: number[] = []
    process.timers.setTimeout(() => seen.push(time.now()), 10)
    process.freeze(100)
    void process.gate().then(() => seen.push(time.now()))
    await time.run(time.sleep(200))
    expect(seen).toEqual([100, 100])
  })

  it('lets nobody pass its gate once it is dead', async () => {
    const time = new VirtualTime()
    const { process } = start(time)
    process.freeze(10)
    void process.gate().then(() => expect.unreachable())
    process.crash()
    void process.gate().then(() => expect.unreachable())
    await time.run(time.sleep(20))
  })

  it('tells of its death once, also afterwards', () => {
    const { process } = start(new VirtualTime())
    const seen: string[] = []
    process.onDeath(() => seen.push('at once'))
    process.crash()
    process.crash()
    process.onDeath(() => seen.push('later'))
    expect(seen).toEqual(['at once', 'later'])
  })
})
