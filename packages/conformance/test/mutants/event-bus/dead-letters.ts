import { Made, mutantsOf, override } from '../mutant'
import { ACK, handling, nameOf, textOf } from './layers'

export const deadLettersMutants = mutantsOf('eventBus', [
  [
    'a dead letter has no cause',
    'events.dead-letter.kept',
    (inner) =>
      override(inner, {
        deadLetters: async (params, call) =>
          (await inner.deadLetters(params, call)).map((letter) => ({ ...letter, cause: '' })),
      }),
  ],
  [
    'a dead letter is dropped',
    ['events.dead-letter.kept', 'events.dead-letter.oldest-first'],
    (inner) =>
      handling(inner, (handler) => async (delivery) => {
        const verdict = await handler(delivery)
        return verdict.kind === 'dead-letter' ? ACK : verdict
      }),
  ],
  [
    'a dead letter counts one attempt',
    'events.dead-letter.kept',
    (inner) =>
      override(inner, {
        deadLetters: async (params, call) =>
          (await inner.deadLetters(params, call)).map((letter) => ({ ...letter, attempts: 1 })),
      }),
  ],
  [
    'dead letters are newest first',
    'events.dead-letter.oldest-first',
    (inner) =>
      override(inner, {
        deadLetters: async ({ limit, ...params }, call) =>
          (await inner.deadLetters({ ...params, limit: 1_000 }, call)).toReversed().slice(0, limit),
      }),
  ],
  [
    'reading dead letters removes them',
    'events.dead-letter.oldest-first',
    (inner) => {
      const read = new Made<string, number>(() => 0)
      return override(inner, {
        deadLetters: async ({ limit, ...params }, call) => {
          const letters = await inner.deadLetters({ ...params, limit: 1_000 }, call)
          const page = letters.slice(read.of(nameOf(params)), read.of(nameOf(params)) + limit)
          read.set(nameOf(params), read.of(nameOf(params)) + page.length)
          return page
        },
      })
    },
  ],
  [
    'a dead letter is delivered once more',
    ['events.dead-letter.final', 'events.dead-letter.kept'],
    (inner) => {
      const repeated = new Set<string>()
      return handling(inner, (handler) => async (delivery) => {
        const verdict = await handler(delivery)
        const name = delivery.topic + textOf(delivery)
        if (verdict.kind === 'dead-letter' && !repeated.has(name)) {
          repeated.add(name)
          await inner.publish({ topic: delivery.topic, messages: [delivery] })
        }
        return verdict
      })
    },
  ],
])
