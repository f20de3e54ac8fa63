import type { BusMessage } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { ACK, handling, nameOf, textOf } from './layers'

export const replayMutants = mutantsOf('eventBus', [
  [
    'replay leaves out the messages at the time itself',
    ['events.replay.from-time', 'events.replay.behind'],
    (inner) =>
      override(inner, { replay: (params, call) => inner.replay({ ...params, fromMs: params.fromMs + 1 }, call) }),
  ],
  [
    'replay begins with the oldest message, whatever the time',
    'events.replay.from-time',
    (inner) => override(inner, { replay: (params, call) => inner.replay({ ...params, fromMs: 0 }, call) }),
  ],
  [
    'replay publishes again, to everybody',
    'events.replay.one-group',
    (inner, time) => {
      const log: { readonly topic: string; readonly message: BusMessage; readonly atMs: number }[] = []
      return override(inner, {
        publish: (params, call) => {
          for (const message of params.messages) log.push({ topic: params.topic, message, atMs: time.now() })
          return inner.publish(params, call)
        },
        replay: async ({ topic, fromMs }, call) => {
          const again = log.filter((each) => each.topic === topic && each.atMs >= fromMs).map(({ message }) => message)
          await inner.publish({ topic, messages: again }, call)
          return again.length
        },
      })
    },
  ],
  [
    'replay leaves out dead letters',
    'events.replay.dead-letters-too',
    (inner) => {
      const dead = new Set<string>()
      const replayed = new Set<string>()
      const skipping = handling(inner, (handler) => async (delivery) => {
        const name = delivery.topic + textOf(delivery)
        if (replayed.has(name)) return ACK
        const verdict = await handler(delivery)
        if (verdict.kind === 'dead-letter') dead.add(name)
        return verdict
      })
      return override(skipping, {
        replay: (params, call) => {
          for (const name of dead) replayed.add(name)
          return inner.replay(params, call)
        },
      })
    },
  ],
  [
    'replay seeks back, and so comes instead of what is still to do',
    ['events.replay.behind', 'events.replay.from-time'],
    (inner) => {
      const seeks = new Made<string, number>(() => 0)
      const standing = (params: { readonly topic: string; readonly group: string }) => ({
        topic: params.topic,
        group: `${params.group}-${seeks.of(nameOf(params))}`,
      })
      return override(inner, {
        subscribe: (params, call) => {
          const { topic, group } = params
          return inner.subscribe(group === undefined ? params : { ...params, ...standing({ topic, group }) }, call)
        },
        lag: (params, call) => inner.lag(standing(params), call),
        replay: async (params, call) => {
          seeks.set(nameOf(params), seeks.of(nameOf(params)) + 1)
          await inner.ensureGroup(standing(params), call)
          return inner.lag(standing(params), call)
        },
      })
    },
  ],
  [
    'replay hands out at once what is in work',
    'events.replay.beside-work',
    (inner) => {
      const running = new Made<string, Set<() => void>>(() => new Set())
      const noted = handling(inner, (handler, params) => async (delivery) => {
        const again = () => void handler(delivery)
        running.of(nameOf(params)).add(again)
        const verdict = await handler(delivery)
        running.of(nameOf(params)).delete(again)
        return verdict
      })
      return override(noted, {
        replay: (params, call) => {
          for (const again of running.of(nameOf(params))) again()
          return inner.replay(params, call)
        },
      })
    },
  ],
  [
    'replay answers 0 though the capability is false',
    'events.replay.unsupported',
    (inner) =>
      override(inner, {
        capabilities: Object.freeze({ ...inner.capabilities, replay: false }),
        replay: () => Promise.resolve(0),
      }),
  ],
])
