import fc from 'fast-check'
import { signalStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ensureEntries, expectedEntries, HOUR_MS, NOW_MS, Vector } from './vectors'

const KEYS = ['a', 'b', 'c', 'd']

const event = fc.record({
  hoursAgo: fc.double({ min: -1, max: 24, noNaN: true }),
  changes: fc.uniqueArray(
    fc.record({ key: fc.constantFrom(...KEYS), weight: fc.double({ min: 1e-3, max: 1e3, noNaN: true }) }),
    { minLength: 1, maxLength: 4, selector: ({ key }) => key },
  ),
})

/** Events, and in which order and how often they are told. */
const history = fc.array(event, { minLength: 2, maxLength: 12 }).chain((events) =>
  fc.record({
    events: fc.constant(events),
    told: fc.array(fc.nat(events.length - 1), { maxLength: 12 }),
    order: fc.shuffledSubarray([...events.keys()], { minLength: events.length }),
    batch: fc.integer({ min: 1, max: 6 }),
  }),
)

export const sums = [
  signalStoreRule({
    id: 'signals.value.decays',
    title: 'A weight counts half of itself for every half-life that a later one is away, whichever is told first',
    why: 'What somebody liked a year ago would count like what they like today.',
    async run({ adapter, make }) {
      const halfLifeMs = 2 * HOUR_MS
      for (const lateFirst of [false, true]) {
        const vector = new Vector(adapter, make)
        const early = vector.update({ atMs: NOW_MS - 3 * halfLifeMs, halfLifeMs, changes: [{ key: 'a', weight: 8 }] })
        const late = vector.update({ halfLifeMs, changes: [{ key: 'a', weight: 5 }] })
        await vector.record(...(lateFirst ? [late] : [early]))
        await vector.record(...(lateFirst ? [early] : [late]))
        ensureEntries(await vector.read(), [{ key: 'a', value: 6, atMs: NOW_MS }], 'the vector')
      }
    },
  }),
  signalStoreRule({
    id: 'signals.value.forgets',
    title: 'Weights that are thousands of half-lives apart add up to the later one',
    why: 'A number too small to be told would make the store fail for good.',
    async run({ adapter, make }) {
      const vector = new Vector(adapter, make)
      const at = (atMs: number, weight: number) =>
        vector.update({ atMs, halfLifeMs: 1, changes: [{ key: 'a', weight }] })
      const updates = [
        at(NOW_MS, 1e-9),
        at(NOW_MS - 5 * HOUR_MS, 1e9),
        at(NOW_MS - 900, 1),
        at(NOW_MS - 2 * HOUR_MS, 1),
      ]
      ensureEqual(await vector.record(...updates), Array(4).fill('applied'), 'the answer')
      await vector.record(at(NOW_MS + HOUR_MS, 3))
      ensureEntries(await vector.read(), [{ key: 'a', value: 3, atMs: NOW_MS + HOUR_MS }], 'the vector')
    },
  }),
  signalStoreRule({
    id: 'signals.value.any-order',
    title: 'Events in any order, any number of times and in any batches give the same vector',
    why: 'Workers die, the bus repeats itself, phones hand in what they did days ago.',
    async run({ adapter, make, check }) {
      await check(history, async ({ events, told, order, batch }) => {
        const vector = new Vector(adapter, make)
        const updates = events.map(({ hoursAgo, changes }) =>
          vector.update({ atMs: NOW_MS - Math.round(hoursAgo * HOUR_MS), halfLifeMs: 6 * HOUR_MS, changes }),
        )
        const all = [...told, ...order, ...told].flatMap((index) => updates[index] ?? [])
        const seen = new Set<string>()
        for (let from = 0; from < all.length; from += batch) {
          const part = all.slice(from, from + batch)
          const expected = part.map(({ eventId }) => {
            const isNew = !seen.has(eventId)
            seen.add(eventId)
            return isNew ? 'applied' : 'duplicate'
          })
          ensureEqual(await vector.record(...part), expected, 'the answer')
        }
        ensureEntries(await vector.read(), expectedEntries(updates), 'the vector')
      })
    },
  }),
]
