import { createMemoryStores, MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { type Harness, type HarnessByPort, type PortName, rulesByPort, runRule } from '@feed-engine/conformance'
import { type Adapter, FeedError } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { hide, override } from './mutants/mutant'
import { openPort } from './support/open'
import { VirtualTime } from './support/virtual-time'

const unsupported = () => Promise.reject(new FeedError({ code: 'UNSUPPORTED', rule: 'this adapter cannot do it' }))

/** Every rule of a port with its outcome, those that passed left out. */
async function notPassed<P extends PortName>(port: P, open: () => Promise<HarnessByPort[P]>) {
  const others: Record<string, string> = {}
  for (const rule of rulesByPort[port]) {
    const outcome = await runRule(rule, open, { seed: 7, runs: 3 })
    if (outcome.status === 'skipped') others[rule.id] = outcome.reason
    else if (outcome.status !== 'passed') throw outcome.error
  }
  return others
}

describe('an adapter that can do less', () => {
  it('posts without an outbox: absence is checked, the outbox rules are skipped', async () => {
    const open = openPort.postStore((inner) => {
      const capabilities = Object.freeze({ ...inner.capabilities, transactionalOutbox: false })
      return hide(override(inner, { capabilities }), 'outbox')
    })
    const skipped = await notPassed('postStore', open)
    expect(skipped).toMatchObject({ 'posts.outbox.present': 'declares transactionalOutbox: false' })
    expect(skipped).not.toHaveProperty(['posts.outbox.absent'])
    expect(Object.keys(await notPassed('outbox', open))).toEqual(rulesByPort.outbox.map(({ id }) => id))
  })

  it('followers that cannot be read by cell are refused, and only the cell rules are skipped', async () => {
    const open = openPort.graphStore((inner) =>
      override(inner, {
        capabilities: Object.freeze({ ...inner.capabilities, followersByCell: false }),
        followers: (params, call) => (params.cell === undefined ? inner.followers(params, call) : unsupported()),
      }),
    )
    const reason = 'declares followersByCell: false'
    expect(await notPassed('graphStore', open)).toEqual({
      'graph.durable': 'declares durable: false',
      'graph.followers.cells': reason,
      'graph.followers.cell-ranges': reason,
    })
  })

  it('a user directory without profiles: absence is checked', async () => {
    const open = openPort.userDirectory((inner) => {
      const capabilities = Object.freeze({ ...inner.capabilities, profiles: false })
      return hide(override(inner, { capabilities }), 'profiles')
    })
    const reason = 'declares profiles: false'
    expect(await notPassed('userDirectory', open)).toEqual({
      'users.profiles.those-who-exist': reason,
      'users.profiles.change': reason,
      'users.profiles.isolated': reason,
    })
  })

  it('a bus without replay refuses it, and only the replay rules are skipped', async () => {
    const open = openPort.eventBus((inner) =>
      override(inner, { capabilities: Object.freeze({ ...inner.capabilities, replay: false }), replay: unsupported }),
    )
    const skipped = await notPassed('eventBus', open)
    expect(Object.values(skipped).filter((reason) => reason === 'declares replay: false')).toHaveLength(5)
    expect(skipped).not.toHaveProperty(['events.replay.unsupported'])
  })
})

describe('an adapter that can do more', () => {
  it('posts that expire', async () => {
    const open = openPort.postStore((inner, time) =>
      override(inner, {
        capabilities: Object.freeze({ ...inner.capabilities, expiry: true }),
        getMany: async (params, call) => {
          const found = await inner.getMany(params, call)
          return new Map([...found].filter(([, post]) => (post.expiresAtMs ?? Number.POSITIVE_INFINITY) > time.now()))
        },
      }),
    )
    expect(await notPassed('postStore', open)).toMatchObject({ 'posts.expiry.kept': 'declares expiry: true' })
  })

  it('a cache that loses everything in a fail-over', async () => {
    const open = async () => {
      const time = new VirtualTime()
      const stores = createMemoryStores({ clock: time, timers: time })
      let cache = stores.timelines
      const adapter = new Proxy(cache, {
        get: (_, name) => {
          const value: unknown = Reflect.get(cache, name)
          return typeof value === 'function' ? value.bind(cache) : value
        },
      })
      const failOver = async () => {
        cache = createMemoryStores({ clock: time, timers: time }).timelines
      }
      return { adapter, advance: time.advance, now: time.now, failOver, close: () => cache.close() }
    }
    expect(await notPassed('timelineCache', open)).toEqual({})
  })

  it.each(['postStore', 'graphStore', 'eventBus', 'keyValueCache'] as const)('a durable %s', async (port) => {
    const rules = rulesByPort[port].filter(({ requires }) => requires === 'durable')
    expect(rules).toHaveLength(1)
    for (const rule of rules) expect(await runRule(rule, durable[port], { seed: 7 })).toEqual({ status: 'passed' })
  })
})

/** Processes that share what is stored: each has an adapter of its own, which it alone closes. */
function shared<A extends Adapter & { readonly capabilities: object }>(create: (time: VirtualTime) => A) {
  return async (): Promise<Harness<A>> => {
    const time = new VirtualTime()
    const inner = create(time)
    const open = (): Harness<A> => {
      const closers: (() => Promise<void>)[] = []
      const changes = {
        capabilities: Object.freeze({ ...inner.capabilities, durable: true }),
        close: async () => {
          for (const close of closers.splice(0)) await close()
        },
        subscribe: async (params: unknown, call: unknown) => {
          const subscribe: unknown = Reflect.get(inner, 'subscribe')
          const subscription = await (subscribe as (...args: unknown[]) => Promise<{ close(): Promise<void> }>).call(
            inner,
            params,
            call,
          )
          closers.push(() => subscription.close())
          return subscription
        },
      }
      const adapter = override(inner, changes as unknown as Partial<A>)
      return { adapter, advance: time.advance, now: time.now, reopen: async () => open(), close: () => adapter.close() }
    }
    return open()
  }
}

const storesIn = (time: VirtualTime) => createMemoryStores({ clock: time, timers: time })

const durable = {
  postStore: shared((time) => storesIn(time).posts),
  graphStore: shared((time) => storesIn(time).graph),
  eventBus: shared((time) => storesIn(time).bus),
  keyValueCache: shared((time) => new MemoryKeyValueCache({ clock: time })),
}
