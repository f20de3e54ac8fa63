import type { SignalUpdate } from '@feed-engine/core'
import { signalStoreRule } from '../kit/rule'
import { ensureRejects } from '../kit/violation'
import { ensureEntries, NOW_MS, Vector } from './vectors'

const YEAR_MS = 31_536_000_000
const isNoName = ['', 'x'.repeat(257), '\u00e9'.repeat(129), '\ud800', 'a\u0000', 5, null, undefined] as string[]
const isNoTime = [-1, 1.5, Number.NaN, 2 ** 53, '5', null] as number[]
const isNoSpan = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, YEAR_MS + 1, '5', undefined] as number[]
const isNoWeight = [0, -1, 1e-10, 1e10, Number.NaN, Number.POSITIVE_INFINITY, '5', null] as number[]
const isNoCount = [0, -1, 1.5, 10_001, Number.NaN, '5', undefined] as number[]

export const refused = signalStoreRule({
  id: 'signals.arguments.refused',
  title: 'Names, times, weights and lists that are none fail the call with INVALID_ARGUMENT, and nothing happens',
  why: 'A weight that is no number would spoil the vector for good.',
  async run({ adapter, make }) {
    const vector = new Vector(adapter, make)
    const { tenant, subject } = vector
    const refuse = (call: () => Promise<unknown>, what: string) =>
      ensureRejects(Promise.resolve().then(call), 'INVALID_ARGUMENT', what)
    const refuseUpdate = (change: Partial<SignalUpdate>, what: string) =>
      refuse(() => vector.record(vector.update(), vector.update(change)), `record with ${what}`)
    for (const bad of isNoName) {
      await refuseUpdate({ subject: { ...subject, kind: bad } }, 'such a kind')
      await refuseUpdate({ subject: { ...subject, ownerId: bad } }, 'such an owner')
      await refuseUpdate({ eventId: bad }, 'such an event id')
      await refuseUpdate(
        {
          changes: [
            { key: 'key', weight: 1 },
            { key: bad, weight: 1 },
          ],
        },
        'such a key',
      )
      await refuse(() => vector.read(['key', bad]), 'read of such a key')
      const subjects = [subject, { kind: bad, ownerId: 'a' }]
      await refuse(() => adapter.read({ tenant, subjects: subjects.map((each) => ({ subject: each })) }), 'read')
      await refuse(() => adapter.remove({ tenant, subjects }), 'remove')
    }
    for (const atMs of isNoTime) {
      await refuseUpdate({ atMs }, 'such a time')
      await refuse(() => adapter.record({ tenant, nowMs: atMs, updates: [vector.update()] }), 'record at no time')
    }
    for (const span of isNoSpan) {
      await refuseUpdate({ halfLifeMs: span }, 'such a half-life')
      await refuseUpdate({ dedupeMs: span }, 'such a dedupeMs')
    }
    for (const maxKeys of isNoCount) await refuseUpdate({ maxKeys }, 'such a bound')
    for (const weight of isNoWeight) await refuseUpdate({ changes: [{ key: 'key', weight }] }, 'such a weight')
    const hundredOne = Array.from({ length: 101 }, (_, index) => ({ key: `${index}`, weight: 1 }))
    await refuseUpdate({ changes: hundredOne }, '101 changes')
    await refuseUpdate({ changes: [] }, 'no change')
    await refuseUpdate(
      {
        changes: [
          { key: 'a', weight: 1 },
          { key: 'a', weight: 2 },
        ],
      },
      'a key twice',
    )
    await refuse(
      () => vector.record(...Array.from({ length: 1_001 }, () => vector.update())),
      'record of 1,001 updates',
    )
    const tooMany = Array<typeof subject>(1_001).fill(subject)
    await refuse(() => adapter.read({ tenant, subjects: tooMany.map((each) => ({ subject: each })) }), 'read of 1,001')
    await refuse(() => adapter.remove({ tenant, subjects: tooMany }), 'remove of 1,001')
    await refuse(() => vector.read(Array<string>(10_001).fill('key')), 'read of 10,001 keys')
    ensureEntries(await vector.read(), [], 'the vector')
    const widest = { eventId: 'x'.repeat(256), halfLifeMs: YEAR_MS, dedupeMs: YEAR_MS, maxKeys: 10_000 }
    await vector.record(vector.update({ ...widest, changes: [{ key: 'x'.repeat(256), weight: 1e9 }] }))
    ensureEntries(await vector.read(), [{ key: 'x'.repeat(256), value: 1e9, atMs: NOW_MS }], 'the vector afterwards')
  },
})
