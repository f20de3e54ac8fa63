import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { consume, messages, textsOf, untilHandled } from './consumer'

export const durable = eventBusRule({
  id: 'events.durable',
  requires: 'durable',
  title: 'Another adapter over the same data delivers what the first one published and has not handled',
  why: 'publish answers when the message can no longer be lost.',
  async run({ adapter, harness, make, time }) {
    ensure(harness.reopen !== undefined, 'the harness of a durable adapter has to offer reopen')
    const [topic, group] = [make.name('topic'), make.name('group')]
    const handler = async (): Promise<Verdict> => ({ kind: 'retry', delayMs: 10 })
    const first = await consume(adapter, { topic, group, handler })
    const sent = messages('key', 4)
    await adapter.publish({ topic, messages: sent })
    await time.until(() => first.deliveries.length > 0, 'the first message arrives')
    await adapter.close()
    const other = await harness.reopen()
    try {
      const { deliveries } = await consume(other.adapter, { topic, group })
      await untilHandled(other.adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), textsOf(sent), 'messages at the other adapter')
    } finally {
      await other.close()
    }
  },
})
