import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ACK, consume, Gate, message, untilHandled } from './consumer'

export const concurrency = [
  eventBusRule({
    id: 'events.concurrency.bound',
    title: 'A subscription runs at most `concurrency` handlers at once',
    why: 'A backlog must not open a thousand connections.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      let running = 0
      let most = 0
      const handler = async (): Promise<Verdict> => {
        running += 1
        most = Math.max(most, running)
        for (let turn = 0; turn < 5; turn++) await Promise.resolve()
        running -= 1
        return ACK
      }
      await adapter.publish({ topic, messages: Array.from({ length: 60 }, (_, index) => message(`key-${index}`, '')) })
      await consume(adapter, { topic, group, handler, concurrency: 3 })
      await untilHandled(adapter, time, { topic, group })
      ensure(most <= 3, `${most} handlers ran at once`)
    },
  }),
  eventBusRule({
    id: 'events.concurrency.reached',
    level: 'optional',
    title: 'Handlers of different keys run at once, up to `concurrency`',
    why: 'One slow author would hold up all others.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const gate = new Gate({ atEnd })
      const { deliveries } = await consume(adapter, { topic, group, handler: () => gate.promise, concurrency: 4 })
      await adapter.publish({ topic, messages: Array.from({ length: 40 }, (_, index) => message(`key-${index}`, '')) })
      await time.until(() => deliveries.length >= 4, 'four handlers run at once')
      await time.pass(20)
      ensureEqual(deliveries.length, 4, 'number of handlers that run')
      gate.open(ACK)
      await untilHandled(adapter, time, { topic, group })
    },
  }),
]
