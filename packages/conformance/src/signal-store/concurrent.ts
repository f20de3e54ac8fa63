import { shuffled } from '../kit/random'
import { signalStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ensureEntries, expectedEntries, HOUR_MS, NOW_MS, Vector } from './vectors'

const EVENTS = 24
const TELLERS = 4

export const concurrent = signalStoreRule({
  id: 'signals.record.concurrent',
  title: 'Of updates at once, of the same vectors and the same events, none is lost and none counts twice',
  why: 'Workers share viewers and topics; a value that is read, changed and written back loses what others added.',
  async run({ adapter, make, random }) {
    const tenant = make.tenant()
    const vectors = [new Vector(adapter, make, { tenant }), new Vector(adapter, make, { tenant })]
    const updates = Array.from({ length: EVENTS }, (_, index) => {
      const eventId = make.name('event')
      const changes = ['a', 'b', `own ${index}`].map((key) => ({ key, weight: 1 + (index % 3) }))
      return vectors.map((vector) => vector.update({ eventId, changes, atMs: NOW_MS - index * HOUR_MS }))
    }).flat()
    const calls = Array.from({ length: TELLERS }, async () => {
      const own = shuffled(updates, random)
      const statuses = []
      for (let from = 0; from < own.length; from += 12) {
        statuses.push(...(await adapter.record({ tenant, nowMs: NOW_MS, updates: own.slice(from, from + 12) })))
      }
      return statuses
    })
    const statuses = (await Promise.all(calls)).flat()
    ensureEqual(statuses.filter((status) => status === 'applied').length, updates.length, 'updates applied')
    for (const vector of vectors) {
      const own = updates.filter(({ subject }) => subject === vector.subject)
      ensureEntries(await vector.read(), expectedEntries(own), 'a vector')
    }
  },
})
