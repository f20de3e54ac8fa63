import { Made, mutantsOf, override } from '../mutant'
import { ACK, handling, nameOf, textOf } from './layers'

export const verdictsMutants = mutantsOf('eventBus', [
  [
    'messages are acknowledged before they are handled',
    ['events.verdict.ack', 'events.verdict.throw', 'events.key.one-at-a-time', 'events.lag.counts-all'],
    (inner) =>
      handling(inner, (handler) => (delivery) => {
        new Promise((resolve) => resolve(handler(delivery))).catch(() => undefined)
        return Promise.resolve(ACK)
      }),
  ],
  [
    'a message whose handler throws is lost',
    ['events.verdict.throw', 'events.key.order-under-any-verdicts'],
    (inner) =>
      handling(inner, (handler) => async (delivery) => {
        try {
          return await handler(delivery)
        } catch {
          return ACK
        }
      }),
  ],
  [
    'a message whose handler throws becomes a dead letter',
    ['events.verdict.throw'],
    (inner) =>
      handling(inner, (handler) => async (delivery) => {
        try {
          return await handler(delivery)
        } catch {
          return { kind: 'dead-letter', code: 'THROWN', cause: '' }
        }
      }),
  ],
  [
    'retry is taken for ack',
    ['events.verdict.retry', 'events.key.waits-for-retry', 'events.close.retry-kept'],
    (inner) =>
      handling(inner, (handler) => async (delivery) => {
        const verdict = await handler(delivery)
        return verdict.kind === 'retry' ? ACK : verdict
      }),
  ],
  [
    'the delay of a retry is ignored',
    'events.verdict.retry',
    (inner) =>
      handling(inner, (handler) => async (delivery) => {
        const verdict = await handler(delivery)
        return verdict.kind === 'retry' ? { kind: 'retry', delayMs: 5 } : verdict
      }),
  ],
  [
    'every attempt is the first',
    ['events.verdict.retry', 'events.verdict.throw', 'events.key.order-under-any-verdicts'],
    (inner) => handling(inner, (handler) => (delivery) => handler({ ...delivery, attempt: 1 })),
  ],
  [
    'attempts are counted by subscription',
    ['events.verdict.attempt-per-group', 'events.ack-timeout.another-consumer'],
    (inner) =>
      handling(inner, (handler) => {
        const attempts = new Made<string, number>(() => 0)
        return (delivery) => {
          attempts.set(textOf(delivery), attempts.of(textOf(delivery)) + 1)
          return handler({ ...delivery, attempt: attempts.of(textOf(delivery)) })
        }
      }),
  ],
  [
    'attempts of all groups are counted together',
    'events.verdict.attempt-per-group',
    (inner) => {
      const attempts = new Made<string, number>(() => 0)
      return handling(inner, (handler) => (delivery) => {
        const name = delivery.topic + textOf(delivery)
        attempts.set(name, attempts.of(name) + 1)
        return handler({ ...delivery, attempt: attempts.of(name) })
      })
    },
  ],
  [
    'lag leaves out what is in work',
    ['events.verdict.ack', 'events.lag.counts-all'],
    (inner) => {
      const running = new Made<string, number>(() => 0)
      const counted = handling(inner, (handler, params) => async (delivery) => {
        running.set(nameOf(params), running.of(nameOf(params)) + 1)
        try {
          return await handler(delivery)
        } finally {
          running.set(nameOf(params), running.of(nameOf(params)) - 1)
        }
      })
      return override(counted, {
        lag: async (params, call) => Math.max(0, (await inner.lag(params, call)) - running.of(nameOf(params))),
      })
    },
  ],
  [
    'a retry holds up all keys',
    'events.verdict.retry-lets-others-pass',
    (inner, time) =>
      handling(inner, (handler) => {
        let until = 0
        return async (delivery) => {
          if (delivery.attempt === 1 && time.now() < until) return { kind: 'retry', delayMs: until - time.now() }
          const verdict = await handler(delivery)
          if (verdict.kind === 'retry') until = time.now() + verdict.delayMs + 1
          return verdict
        }
      }),
  ],
])
