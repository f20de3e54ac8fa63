import { signalStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ensureEntries, HOUR_MS, NOW_MS, Vector } from './vectors'

export const counting = [
  signalStoreRule({
    id: 'signals.record.once',
    title: 'An event counts once for a subject, in one call, in another, and with another time or weight',
    why: 'The bus delivers at least once: a like would weigh more each time that a worker dies.',
    async run({ adapter, make }) {
      const vector = new Vector(adapter, make)
      const first = vector.update({ changes: [{ key: 'a', weight: 2 }] })
      ensureEqual(await vector.record(first, first), ['applied', 'duplicate'], 'the answer to an event told twice')
      const later = { ...first, atMs: NOW_MS + 1, changes: [{ key: 'b', weight: 5 }] }
      const earlier = { ...first, atMs: NOW_MS - 20 * HOUR_MS }
      ensureEqual(await vector.record(later, earlier), ['duplicate', 'duplicate'], 'the answer to it told otherwise')
      ensureEntries(await vector.read(), [{ key: 'a', value: 2, atMs: NOW_MS }], 'the vector')
    },
  }),
  signalStoreRule({
    id: 'signals.record.each-subject',
    title: 'One event counts for each of its subjects, and the answers come in the order of the updates',
    why: 'A like says something about its author and something about its topics.',
    async run({ adapter, make }) {
      const vector = new Vector(adapter, make)
      const other = new Vector(adapter, make, { tenant: vector.tenant, ownerId: make.user() })
      const sameOwner = new Vector(adapter, make, { ...vector.subject, tenant: vector.tenant, kind: 'topics' })
      const eventId = make.name('event')
      const known = vector.update({ eventId })
      await vector.record(known)
      const old = vector.update({ atMs: NOW_MS - 25 * HOUR_MS })
      const updates = [other.update({ eventId }), known, old, sameOwner.update({ eventId }), other.update()]
      const expected = ['applied', 'duplicate', 'stale', 'applied', 'applied']
      ensureEqual(await vector.record(...updates), expected, 'the answer')
      for (const [each, value] of [
        [vector, 1],
        [other, 2],
        [sameOwner, 1],
      ] as const) {
        ensureEntries(await each.read(), [{ key: 'key', value, atMs: NOW_MS }], 'a vector')
      }
    },
  }),
  signalStoreRule({
    id: 'signals.record.stale',
    title: 'An event that happened before nowMs − dedupeMs is stale, one that happened just then counts',
    why: 'What is no longer remembered could be counted a second time.',
    async run({ adapter, make }) {
      const vector = new Vector(adapter, make)
      const dedupeMs = 5 * HOUR_MS
      const at = (atMs: number) => vector.update({ atMs, dedupeMs })
      const oldest = at(NOW_MS - dedupeMs)
      const answer = await vector.record(at(NOW_MS - dedupeMs - 1), oldest, at(NOW_MS + HOUR_MS))
      ensureEqual(answer, ['stale', 'applied', 'applied'], 'the answer')
      ensureEqual(await vector.record(oldest), ['duplicate'], 'the answer to the oldest one, told again')
    },
  }),
  signalStoreRule({
    id: 'signals.record.many',
    title: 'A call takes 1,000 updates, and an update 100 changes; none is a call, too',
    why: 'A worker hands in a batch, and what is beyond some limit of the server would be lost.',
    async run({ adapter, make }) {
      const vector = new Vector(adapter, make)
      ensureEqual(await vector.record(), [], 'the answer to no updates')
      const updates = Array.from({ length: 1_000 }, () => vector.update())
      ensureEqual(await vector.record(...updates), Array(1_000).fill('applied'), 'the answer to 1,000 updates')
      const changes = Array.from({ length: 100 }, (_, index) => ({ key: `key ${index}`, weight: index + 1 }))
      ensureEqual(await vector.record(vector.update({ changes, maxKeys: 1_000 })), ['applied'], 'the answer')
      const expected = changes.map(({ key, weight }) => ({ key, value: weight, atMs: NOW_MS }))
      ensureEntries(await vector.read(), [{ key: 'key', value: 1_000, atMs: NOW_MS }, ...expected], 'the vector')
    },
  }),
]
