import { afterEach, expect, it } from 'vitest'
import type { KafkaEventBus } from '../src'
import { openBus, uniquePrefix } from './support/bus'
import { message, rounds, untilHandled } from './support/messages'
import { spawnWorker, type Worker } from './support/spawn-worker'
import { until } from './support/until'

const KEYS = 8
const PER_KEY = 25
const workers: Worker[] = []
const buses: KafkaEventBus[] = []

afterEach(async () => {
  for (const { process: child, ended } of workers.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

const textsOf = (worker: Worker, mark: string): string[] =>
  worker.lines.flatMap((line) => (line.startsWith(`${mark} `) ? [line.slice(mark.length + 1)] : []))

it('after kill -9 of a worker in the middle of its messages another takes over: nothing lost, order kept', async () => {
  const [prefix, topic, group] = [uniquePrefix(), 'posts', 'workers']
  const bus = openBus({ prefix, topics: { partitions: 4 } })
  buses.push(bus)
  await bus.ensureGroup({ topic, group })
  const messages = rounds(KEYS, PER_KEY)
  await bus.publish({ topic, messages })
  const victim = await spawnWorker({ prefix, topic, group, handleMs: 50 })
  workers.push(victim)
  await until(() => textsOf(victim, 'end').length >= 20, 'the first worker is at work')
  victim.process.kill('SIGKILL')
  await victim.ended
  const heir = await spawnWorker({ prefix, topic, group, handleMs: 1 })
  workers.push(heir)
  await untilHandled(bus, { topic, group })
  heir.process.kill('SIGTERM')
  expect(await heir.ended).toBe(0)

  const handled = [...textsOf(victim, 'end'), ...textsOf(heir, 'end')]
  const all = messages.map(({ value }) => new TextDecoder().decode(value))
  expect([...new Set(handled)].sort()).toEqual(all.sort())
  expect(textsOf(heir, 'begin').length).toBeLessThan(all.length)
  for (let key = 0; key < KEYS; key++) {
    const begun = (worker: Worker) => textsOf(worker, 'begin').filter((text) => text.startsWith(`key-${key}:`))
    const numbers = (worker: Worker) => begun(worker).map((text) => Number(text.split(':')[1]))
    for (const worker of [victim, heir]) {
      expect(numbers(worker)).toEqual([...numbers(worker)].sort((a, b) => a - b))
    }
    // Where the victim's last commit was still on its way, the heir begins a little earlier, never later.
    const last = numbers(victim).at(-1) ?? -1
    expect(numbers(heir)[0] ?? PER_KEY).toBeLessThanOrEqual(last + 1)
  }
}, 90_000)

it('a worker frozen beyond its session disturbs nothing when it wakes, and takes part again', async () => {
  const [prefix, topic, group] = [uniquePrefix(), 'posts', 'workers']
  const bus = openBus({ prefix, topics: { partitions: 4 } })
  buses.push(bus)
  await bus.ensureGroup({ topic, group })
  const zombie = await spawnWorker({ prefix, topic, group, handleMs: 20 })
  workers.push(zombie)
  const messages = rounds(KEYS, PER_KEY)
  await bus.publish({ topic, messages })
  await until(() => textsOf(zombie, 'end').length >= 20, 'the worker is at work')
  zombie.process.kill('SIGSTOP')
  const heir = await spawnWorker({ prefix, topic, group, handleMs: 1 })
  workers.push(heir)
  await untilHandled(bus, { topic, group })
  const before = textsOf(zombie, 'begin').length
  zombie.process.kill('SIGCONT')
  const more = Array.from({ length: 40 }, (_, index) => message(`more-${index}`, `more-${index}`))
  const share = async () => {
    await bus.publish({ topic, messages: more })
    await untilHandled(bus, { topic, group })
    return textsOf(zombie, 'begin').length > before
  }
  await until(share, 'the worker takes part again')
  // What it had fetched before it was frozen was somebody else's by then.
  for (const text of textsOf(zombie, 'begin').slice(before)) expect(text).toMatch(/^more-/)
  const handled = new Set([...textsOf(zombie, 'end'), ...textsOf(heir, 'end')])
  for (const { value } of [...messages, ...more]) expect(handled).toContain(new TextDecoder().decode(value))
}, 90_000)

it('a process whose bus is closed ends by itself', async () => {
  const [prefix, topic, group] = [uniquePrefix(), 'posts', 'workers']
  const bus = openBus({ prefix, topics: { partitions: 4 } })
  buses.push(bus)
  const worker = await spawnWorker({ prefix, topic, group, handleMs: 1 })
  workers.push(worker)
  await bus.publish({ topic, messages: rounds(2, 2) })
  await untilHandled(bus, { topic, group })
  worker.process.kill('SIGTERM')
  expect(await worker.ended).toBe(0)
})
