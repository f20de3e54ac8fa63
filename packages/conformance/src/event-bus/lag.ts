import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ACK, consume, Gate, message, messages, untilHandled } from './consumer'

export const lag = [
  eventBusRule({
    id: 'events.lag.counts-all',
    title: 'lag counts what waits, what is in work, and what waits for a retry; nothing that is done',
    why: 'An engine that drains, and an operator who watches, would both believe that all is done.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const gate = new Gate({ atEnd })
      let retried = false
      const handler = ({ key }: { readonly key: string }): Promise<Verdict> => {
        if (key === 'slow') return gate.promise
        const retry = key === 'later' && !retried
        if (retry) retried = true
        return Promise.resolve(retry ? { kind: 'retry', delayMs: 1_500 } : ACK)
      }
      const { deliveries } = await consume(adapter, { topic, group, handler })
      ensureEqual(await adapter.lag({ topic, group }), 0, 'lag at first')
      await adapter.publish({
        topic,
        messages: [...messages('slow', 3), message('later', '0'), message('done', '0'), message('done', '1')],
      })
      const arrived = () => deliveries.length >= 4
      await time.until(arrived, 'one message in work, one waiting for a retry, two done')
      const settled = async () => (await adapter.lag({ topic, group })) === 4
      await time.until(settled, 'lag counts one in work, two behind it, and one waiting for a retry', 1_000)
      gate.open(ACK)
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(deliveries.length, 7, 'number of deliveries')
    },
  }),
  eventBusRule({
    id: 'events.lag.per-group',
    title: 'lag is a group\u2019s own',
    why: 'A group that is done would hide one that is stuck.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group, stuck] = [make.name('topic'), make.name('group'), make.name('group')]
      const gate = new Gate({ atEnd })
      await consume(adapter, { topic, group })
      await consume(adapter, { topic, group: stuck, handler: () => gate.promise })
      await adapter.publish({ topic, messages: messages('key', 3) })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(await adapter.lag({ topic, group: stuck }), 3, 'lag of the group that is stuck')
      gate.open(ACK)
      await untilHandled(adapter, time, { topic, group: stuck })
    },
  }),
]
