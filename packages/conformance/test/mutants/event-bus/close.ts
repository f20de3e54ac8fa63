import { mutantsOf, override } from '../mutant'
import { handling, skipAll, textOf } from './layers'

export const closeMutants = mutantsOf('eventBus', [
  [
    'close does not wait for handlers',
    'events.close.waits',
    (inner) =>
      override(inner, {
        subscribe: async (params, call) => {
          const subscription = await inner.subscribe(params, call)
          return {
            close: async () => {
              subscription.close().catch(() => undefined)
            },
          }
        },
      }),
  ],
  [
    'what a closed subscription has not handled is dropped',
    ['events.close.gives-back', 'events.close.retry-kept'],
    (inner) =>
      override(inner, {
        subscribe: async (params, call) => {
          const { topic, group } = params
          const subscription = await inner.subscribe(params, call)
          return {
            close: async () => {
              await subscription.close()
              if (group !== undefined) await skipAll(inner, { topic, group })
            },
          }
        },
      }),
  ],
  [
    'a closed subscription goes on',
    ['events.close.no-more', 'events.close.retry-kept'],
    (inner) =>
      override(inner, {
        subscribe: async (params, call) => {
          await inner.subscribe(params, call)
          return { close: () => Promise.resolve() }
        },
      }),
  ],
  [
    'closing a bus waits for messages that are to be retried',
    'events.close.bus',
    (inner) => {
      const waiting = new Set<string>()
      const counted = handling(inner, (handler) => async (delivery) => {
        waiting.delete(textOf(delivery))
        const verdict = await handler(delivery)
        if (verdict.kind === 'retry') waiting.add(textOf(delivery))
        return verdict
      })
      return override(counted, {
        close: async () => {
          for (let turn = 0; waiting.size > 0 && turn < 20_000; turn++)
            await new Promise((resolve) => setImmediate(resolve))
          await inner.close()
        },
      })
    },
  ],
])
