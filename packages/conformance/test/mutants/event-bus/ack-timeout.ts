import type { Verdict } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { handling, nameOf, textOf } from './layers'

export const ackTimeoutMutants = mutantsOf('eventBus', [
  [
    'a message is never taken from a worker that hangs',
    ['events.ack-timeout.another-consumer', 'events.ack-timeout.late-verdict', 'events.ack-timeout.heartbeat'],
    (inner) =>
      override(inner, { subscribe: (params, call) => inner.subscribe({ ...params, ackTimeoutMs: 1e9 }, call) }),
  ],
  [
    'heartbeats do nothing',
    'events.ack-timeout.heartbeat',
    (inner) =>
      handling(inner, (handler) => (delivery) => handler({ ...delivery, heartbeat: () => Promise.resolve(true) })),
  ],
  [
    'a heartbeat is always answered with true',
    'events.ack-timeout.heartbeat',
    (inner) =>
      handling(inner, (handler) => (delivery) => {
        const heartbeat = async () => {
          await delivery.heartbeat()
          return true
        }
        return handler({ ...delivery, heartbeat })
      }),
  ],
  [
    'a late acknowledgement ends what another worker is doing',
    'events.ack-timeout.late-verdict',
    (inner) => {
      const working = new Made<string, Set<(verdict: Verdict) => void>>(() => new Set())
      return handling(inner, (handler, params) => (delivery) => {
        const others = working.of(nameOf(params) + textOf(delivery))
        return new Promise((resolve, reject) => {
          others.add(resolve)
          new Promise<Verdict>((settle) => settle(handler(delivery))).then((verdict) => {
            if (verdict.kind === 'retry') resolve(verdict)
            else for (const each of others) each(verdict)
          }, reject)
        })
      })
    },
  ],
])
