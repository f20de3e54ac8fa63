import type { BusMessage } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { ACK, handling } from './layers'

export const keyOrderMutants = mutantsOf('eventBus', [
  [
    'a retry goes to the end of its key',
    ['events.key.waits-for-retry', 'events.verdict.retry', 'events.key.order-under-any-verdicts'],
    (inner, time) =>
      handling(inner, (handler) => async (delivery) => {
        const verdict = await handler(delivery)
        if (verdict.kind !== 'retry') return verdict
        const { topic, key, value } = delivery
        const again = () => void inner.publish({ topic, messages: [{ key, value }] }).catch(() => undefined)
        time.setTimeout(again, verdict.delayMs)
        return ACK
      }),
  ],
  [
    'messages of a key run side by side',
    ['events.key.one-at-a-time', 'events.key.waits-for-retry'],
    (inner) => {
      let published = 0
      const spread = ({ key, value }: BusMessage): BusMessage => ({ key: `${published++}|${key}`, value })
      const back = (key: string) => key.slice(key.indexOf('|') + 1)
      return override(inner, {
        publish: ({ topic, messages }, call) => inner.publish({ topic, messages: messages.map(spread) }, call),
        subscribe: (params, call) =>
          inner.subscribe({ ...params, handler: (each) => params.handler({ ...each, key: back(each.key) }) }, call),
        deadLetters: async (params, call) =>
          (await inner.deadLetters(params, call)).map((letter) => ({ ...letter, key: back(letter.key) })),
      })
    },
  ],
  [
    'messages of one publish arrive the wrong way round',
    ['events.key.order', 'events.broadcast.each-subscription', 'events.replay.from-time'],
    (inner) =>
      override(inner, {
        publish: ({ topic, messages }, call) => inner.publish({ topic, messages: messages.toReversed() }, call),
      }),
  ],
])
