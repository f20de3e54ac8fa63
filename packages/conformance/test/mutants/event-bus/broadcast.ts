import type { BusDelivery, BusMessage, Verdict } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { ACK, type Handler } from './layers'

export const broadcastMutants = mutantsOf('eventBus', [
  [
    'a broadcast keeps messages for those who come later',
    'events.broadcast.from-now-on',
    (inner) => {
      const kept = new Made<string, BusMessage[]>(() => [])
      return override(inner, {
        publish: (params, call) => {
          kept.of(params.topic).push(...params.messages)
          return inner.publish(params, call)
        },
        subscribe: async (params, call) => {
          const { topic, group, handler } = params
          if (group === undefined) {
            for (const { key, value } of kept.of(topic)) {
              const rest: Omit<BusDelivery, 'key' | 'value'> = {
                topic,
                attempt: 1,
                publishedAtMs: 0,
                heartbeat: async () => true,
              }
              await handler({ key, value, ...rest })
            }
          }
          return inner.subscribe(params, call)
        },
      })
    },
  ],
  [
    'broadcast subscriptions share their messages',
    'events.broadcast.each-subscription',
    (inner) =>
      override(inner, {
        subscribe: (params, call) => inner.subscribe({ ...params, group: params.group ?? 'broadcast' }, call),
      }),
  ],
  [
    'a broadcast is retried',
    'events.broadcast.once',
    (inner) =>
      override(inner, {
        subscribe: (params, call) => {
          if (params.group !== undefined) return inner.subscribe(params, call)
          const handler: Handler = async (delivery) => {
            const verdict = await new Promise<Verdict>((settle) => settle(params.handler(delivery)))
            if (verdict.kind === 'retry') await params.handler({ ...delivery, attempt: 2 })
            return ACK
          }
          return inner.subscribe({ ...params, handler }, call)
        },
      }),
  ],
  [
    'a broadcast ends with the first handler that throws',
    'events.broadcast.once',
    (inner) =>
      override(inner, {
        subscribe: (params, call) => {
          if (params.group !== undefined) return inner.subscribe(params, call)
          let broken = false
          const handler: Handler = async (delivery) => {
            if (broken) return ACK
            try {
              return await params.handler(delivery)
            } catch {
              broken = true
              return ACK
            }
          }
          return inner.subscribe({ ...params, handler }, call)
        },
      }),
  ],
  [
    'a broadcast takes messages from groups',
    'events.broadcast.beside-groups',
    (inner) => {
      const heard = new Set<string>()
      return override(inner, {
        subscribe: (params, call) => {
          if (params.group === undefined) heard.add(params.topic)
          const handler: Handler = (each) =>
            params.group !== undefined && heard.has(each.topic) ? Promise.resolve(ACK) : params.handler(each)
          return inner.subscribe({ ...params, handler }, call)
        },
      })
    },
  ],
  [
    'subscribe resolves before messages are received',
    ['events.broadcast.each-subscription', 'events.broadcast.beside-groups'],
    (inner) => {
      return override(inner, {
        subscribe: async (params, call) => {
          if (params.group !== undefined) return inner.subscribe(params, call)
          const later = new Promise((resolve) => setImmediate(resolve)).then(() => inner.subscribe(params, call))
          return { close: async () => (await later).close() }
        },
      })
    },
  ],
])
