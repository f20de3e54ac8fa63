import { signalStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ensureEntries, NOW_MS, Vector } from './vectors'

export const reading = [
  signalStoreRule({
    id: 'signals.read.keys',
    title: 'A read answers the keys that were asked for, or all of them, and nothing of keys without weight',
    why: 'Ranking asks for the authors of a page, of whom most are strangers.',
    async run({ adapter, make }) {
      const vector = new Vector(adapter, make)
      const changes = ['a', 'b', 'c', '', ' '].flatMap((key, weight) =>
        key.trim() === '' ? [] : [{ key, weight: weight + 1 }],
      )
      await vector.record(vector.update({ changes }))
      const entry = (key: string, value: number) => ({ key, value, atMs: NOW_MS })
      ensureEntries(await vector.read(), [entry('a', 1), entry('b', 2), entry('c', 3)], 'the whole vector')
      ensureEntries(await vector.read(['c', 'x', 'a']), [entry('a', 1), entry('c', 3)], 'two keys and a stranger')
      ensureEntries(await vector.read(['b', 'b']), [entry('b', 2)], 'a key asked for twice')
      ensureEntries(await vector.read(['x']), [], 'a stranger')
      ensureEntries(await vector.read([]), [], 'no keys at all')
      const many = Array.from({ length: 10_000 }, (_, index) => `stranger ${index}`)
      ensureEntries(await vector.read([...many.slice(1), 'b']), [entry('b', 2)], 'one of 10,000 keys')
    },
  }),
  signalStoreRule({
    id: 'signals.read.in-order',
    title: 'Vectors come in the order asked, an empty one for whom nothing is known of, and one asked for twice twice',
    why: 'Answers that move to another subject are somebody else’s interests.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const vectors = Array.from({ length: 60 }, () => new Vector(adapter, make, { tenant }))
      const known = vectors.filter((_, index) => index % 3 !== 0)
      const updates = known.map((vector) => vector.update({ changes: [{ key: vector.subject.ownerId, weight: 1 }] }))
      await adapter.record({ tenant, nowMs: NOW_MS, updates })
      const asked = [...vectors.toReversed(), ...known]
      const read = await adapter.read({ tenant, subjects: asked.map(({ subject }) => ({ subject })) })
      ensureEqual(
        read.map((entries) => entries.map(({ key }) => key)),
        asked.map((vector) => (known.includes(vector) ? [vector.subject.ownerId] : [])),
        'keys by subject',
      )
      ensureEqual(await adapter.read({ tenant, subjects: [] }), [], 'the answer for no subjects')
    },
  }),
]
