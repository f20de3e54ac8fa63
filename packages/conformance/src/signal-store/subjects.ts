import { AWKWARD_IDS, LONGEST_IDS } from '../common/awkward-ids'
import { signalStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ensureEntries, NOW_MS, Vector } from './vectors'

export const subjects = [
  signalStoreRule({
    id: 'signals.subjects.apart',
    title: 'Vectors of two kinds never meet, whatever kinds and owners are called',
    why: 'Whom somebody wants to see fewer of would be whom they like.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const names = [
        { kind: 'a', ownerId: 'b:c' },
        { kind: 'a:b', ownerId: 'c' },
        { kind: 'a', ownerId: 'b' },
        { kind: 'b', ownerId: 'a' },
        { kind: 'A', ownerId: 'b' },
        { kind: 'a ', ownerId: 'b' },
        { kind: '__proto__', ownerId: '__proto__' },
        { kind: '1', ownerId: '1a' },
        { kind: '11', ownerId: 'a' },
        { kind: `${'k'.repeat(255)}1`, ownerId: 'b' },
        { kind: `${'k'.repeat(255)}2`, ownerId: 'b' },
      ]
      const vectors = names.map((subject) => new Vector(adapter, make, { ...subject, tenant }))
      const updates = vectors.map((vector, index) =>
        vector.update({ eventId: 'the same', changes: [{ key: 'key', weight: index + 1 }] }),
      )
      const answer = await adapter.record({ tenant, nowMs: NOW_MS, updates })
      ensureEqual(answer, Array(names.length).fill('applied'), 'the answer')
      for (const [index, vector] of vectors.entries()) {
        const what = `vector ${JSON.stringify(vector.subject)}`
        ensureEntries(await vector.read(), [{ key: 'key', value: index + 1, atMs: NOW_MS }], what)
      }
    },
  }),
  signalStoreRule({
    id: 'signals.keys.any-characters',
    title: 'Keys and event ids of any legal characters and of 256 bytes are told apart and come back unchanged',
    why: 'Keys are the ids of authors and the words of topics.',
    async run({ adapter, make }) {
      const vector = new Vector(adapter, make)
      const names = [...AWKWARD_IDS, ...LONGEST_IDS]
      const updates = names.map((name, index) =>
        vector.update({ eventId: name, changes: [{ key: name, weight: index + 1 }] }),
      )
      ensureEqual(await vector.record(...updates), Array(names.length).fill('applied'), 'the answer')
      ensureEqual(await vector.record(...updates), Array(names.length).fill('duplicate'), 'the answer to all again')
      const expected = names.map((key, index) => ({ key, value: index + 1, atMs: NOW_MS }))
      ensureEntries(await vector.read(), expected, 'the vector')
      ensureEntries(await vector.read(names.slice(0, 9)), expected.slice(0, 9), 'some keys of it')
    },
  }),
]
