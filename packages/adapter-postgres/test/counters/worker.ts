import { createRedisCounterStore } from '@feed-engine/adapter-redis'
import { createFeedEngine, type EventBus, type FeedStores } from '@feed-engine/core'
import { createPostgresCounterArchive, createPostgresStores } from '../../src'
import type { WorkerParams } from './worker-params'

const { postgres, redis, kill } = JSON.parse(process.argv[2] ?? '{}') as WorkerParams

let calls = 0

/** Counts a call, and ends this process without warning before or after the one that was chosen. */
async function step<T>(work: () => Promise<T>): Promise<T> {
  calls += 1
  const isLast = calls === kill.atCall
  if (isLast && kill.side === 'before') process.kill(process.pid, 'SIGKILL')
  try {
    return await work()
  } finally {
    if (isLast) process.kill(process.pid, 'SIGKILL')
  }
}

/** The same port, with every call counted. */
function counted<Port extends object>(port: Port, inner: readonly string[] = []): Port {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (inner.includes(String(name))) return counted(value as object)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => step(async () => Reflect.apply(value, target, args) as unknown)
    },
  })
}

/** The same bus, with every verdict counted, and no other call. */
function countedVerdicts(bus: EventBus): EventBus {
  const subscribe: EventBus['subscribe'] = ({ handler, ...params }, call) =>
    bus.subscribe({ ...params, handler: (delivery) => step(() => handler(delivery)) }, call)
  return new Proxy(bus, {
    get(target, name) {
      if (name === 'subscribe') return subscribe
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const { posts, graph, bus } = createPostgresStores({ ...postgres, bus: { pollIntervalMs: 20 } })
const stores: FeedStores = {
  posts,
  graph,
  bus: countedVerdicts(bus),
  counters: counted(createRedisCounterStore(redis), ['writeBehind']),
  counterArchive: counted(createPostgresCounterArchive(postgres)),
}
createFeedEngine({
  stores,
  cursor: { keys: [{ id: 'k', secret: 'a secret of thirty-two bytes.....' }] },
  fanOut: { ackTimeoutMs: 200 },
  counters: { flushIntervalMs: 20 },
})
