import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ACK, consume, Gate, message, messages, textOf, textsOf, untilHandled } from './consumer'

const TIMEOUT_MS = 150

export const ackTimeout = [
  eventBusRule({
    id: 'events.ack-timeout.another-consumer',
    title:
      'A message without verdict or heartbeat for ackTimeoutMs is given to another consumer, with the next attempt',
    why: 'A worker that hangs must not keep a message for ever.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const stuck = new Gate({ atEnd })
      const hung = await consume(adapter, { topic, group, handler: () => stuck.promise, ackTimeoutMs: TIMEOUT_MS })
      await adapter.publish({ topic, messages: messages('key', 2) })
      await time.until(() => hung.deliveries.length === 1, 'the message arrives at the worker that hangs')
      const healthy = await consume(adapter, { topic, group })
      const taken = () => healthy.deliveries.length + hung.deliveries.length > 1
      await time.until(taken, 'the message is given to somebody else')
      ensureEqual(textsOf(healthy.deliveries).slice(0, 1), ['0'], 'first message of the other consumer')
      ensure((healthy.deliveries[0]?.attempt ?? 0) >= 2, 'its attempt has to be 2 or more')
      stuck.open(ACK)
      await untilHandled(adapter, time, { topic, group })
      const texts = [...textsOf(hung.deliveries), ...textsOf(healthy.deliveries)]
      ensureEqual(texts.sort(), ['0', '0', '1'], 'messages of both consumers')
    },
  }),
  eventBusRule({
    id: 'events.ack-timeout.heartbeat',
    title: 'heartbeat keeps a message, and answers false once it was given to another consumer',
    why: 'A large chunk takes long; and a worker that lost it has to stop.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const stuck = new Gate({ atEnd })
      const slow = await consume(adapter, { topic, group, handler: () => stuck.promise, ackTimeoutMs: 400 })
      await adapter.publish({ topic, messages: [message('key', '0')] })
      await time.until(() => slow.deliveries.length === 1, 'the message arrives')
      const other = await consume(adapter, { topic, group })
      const [delivery] = slow.deliveries
      ensure(delivery !== undefined, 'the message arrives')
      for (let round = 0; round < 6; round++) {
        await time.pass(150)
        ensureEqual(await delivery.heartbeat(), true, 'heartbeat while at work')
      }
      ensureEqual(other.deliveries.length, 0, 'messages given away despite of heartbeats')
      await time.until(() => other.deliveries.length === 1, 'the message is given away without heartbeats')
      ensureEqual(await delivery.heartbeat(), false, 'heartbeat after the message was given away')
      stuck.open(ACK)
      await untilHandled(adapter, time, { topic, group })
    },
  }),
  eventBusRule({
    id: 'events.ack-timeout.late-verdict',
    title: 'A verdict that comes after the message was given to another consumer does nothing',
    why: 'A sleeper\u2019s acknowledgement would end what the other one has not done yet.',
    async run({ adapter, make, time, atEnd }) {
      for (const late of [ACK, { kind: 'dead-letter', code: 'LATE', cause: 'late' }] as const) {
        const [topic, group] = [make.name('topic'), make.name('group')]
        const [sleeping, working] = [new Gate({ atEnd }), new Gate({ atEnd })]
        const sleep = (received: { readonly value: Uint8Array }) =>
          textOf(received) === '0' ? sleeping.promise : Promise.resolve(ACK)
        const sleeper = await consume(adapter, { topic, group, handler: sleep, ackTimeoutMs: TIMEOUT_MS })
        await adapter.publish({ topic, messages: messages('key', 2) })
        await time.until(() => sleeper.deliveries.length === 1, 'the message arrives at the sleeper')
        let calls = 0
        const handler = () => (calls++ === 0 ? working.promise : Promise.resolve(ACK))
        const worker = await consume(adapter, { topic, group, handler })
        await time.until(() => worker.deliveries.length === 1, 'the message is given to the worker')
        sleeping.open(late)
        await time.pass(30)
        ensureEqual(await adapter.lag({ topic, group }), 2, 'lag after the late verdict')
        ensureEqual(textsOf(worker.deliveries), ['0'], 'messages of the worker after the late verdict')
        const before = sleeper.deliveries.length + worker.deliveries.length
        await sleeper.subscription.close()
        working.open({ kind: 'retry', delayMs: 0 })
        await untilHandled(adapter, time, { topic, group })
        ensureEqual(textsOf(worker.deliveries), ['0', '0', '1'], 'messages of the worker, whose own verdict counts')
        ensureEqual(sleeper.deliveries.length + worker.deliveries.length, before + 2, 'number of deliveries')
        ensureEqual(await adapter.deadLetters({ topic, group, limit: 5 }), [], 'dead letters')
      }
    },
  }),
]
