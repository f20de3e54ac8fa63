import { mutantsOf, override } from '../mutant'
import { handling, textOf } from './layers'

export const deliveryMutants = mutantsOf('eventBus', [
  [
    'publish loses the last of many messages',
    ['events.deliver.all-of-a-publish', 'events.deliver.any-characters'],
    (inner) =>
      override(inner, {
        publish: ({ topic, messages }, call) =>
          inner.publish({ topic, messages: messages.length > 50 ? messages.slice(0, -1) : messages }, call),
      }),
  ],
  [
    'values go through text',
    ['events.deliver.as-published', 'events.deliver.any-characters'],
    (inner) =>
      handling(
        inner,
        (handler) => (delivery) =>
          handler({ ...delivery, value: new TextEncoder().encode(new TextDecoder().decode(delivery.value)) }),
      ),
  ],
  [
    'keys are trimmed',
    'events.deliver.any-characters',
    (inner) =>
      override(inner, {
        publish: ({ topic, messages }, call) =>
          inner.publish({ topic, messages: messages.map(({ key, value }) => ({ key: key.trim(), value })) }, call),
      }),
  ],
  [
    'the time of publish is in seconds',
    'events.deliver.as-published',
    (inner) =>
      handling(
        inner,
        (handler) => (each) => handler({ ...each, publishedAtMs: Math.floor(each.publishedAtMs / 1_000) }),
      ),
  ],
  [
    'all topics are one',
    ['events.deliver.topics-apart', 'events.replay.one-group'],
    (inner) =>
      override(inner, {
        publish: ({ messages }, call) => inner.publish({ topic: 'one', messages }, call),
        subscribe: (params, call) =>
          inner.subscribe(
            { ...params, topic: 'one', handler: (each) => params.handler({ ...each, topic: params.topic }) },
            call,
          ),
        lag: (params, call) => inner.lag({ ...params, topic: 'one' }, call),
        replay: (params, call) => inner.replay({ ...params, topic: 'one' }, call),
      }),
  ],
  [
    'publish waits until no handler runs',
    'events.deliver.publish-from-handler',
    (inner) => {
      let running = 0
      const counted = handling(inner, (handler) => async (delivery) => {
        running += 1
        try {
          return await handler(delivery)
        } finally {
          running -= 1
        }
      })
      return override(counted, {
        publish: async (params, call) => {
          for (let turn = 0; running > 0 && turn < 20_000; turn++) await new Promise((resolve) => setImmediate(resolve))
          await inner.publish(params, call)
        },
      })
    },
  ],
  [
    'all groups are handed the same bytes',
    'events.deliver.own-copy',
    (inner) => {
      const shared = new Map<string, Uint8Array>()
      return handling(inner, (handler) => (delivery) => {
        const name = delivery.topic + textOf(delivery)
        const value = shared.get(name) ?? delivery.value
        shared.set(name, value)
        return handler({ ...delivery, value })
      })
    },
  ],
])
