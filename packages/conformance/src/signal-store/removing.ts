import { signalStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ensureEntries, NOW_MS, Vector } from './vectors'

export const removing = signalStoreRule({
  id: 'signals.remove.forgets',
  title: 'What is removed is as if it had never been, its events included, and nothing else is',
  why: 'Who asks to be forgotten is, and who comes back begins anew.',
  async run({ adapter, make }) {
    const tenant = make.tenant()
    const [gone, alsoGone, kept] = [0, 1, 2].map(() => new Vector(adapter, make, { tenant })) as [
      Vector,
      Vector,
      Vector,
    ]
    const updates = [gone, alsoGone, kept].map((vector) => vector.update())
    await adapter.record({ tenant, nowMs: NOW_MS, updates })
    await adapter.remove({ tenant, subjects: [gone.subject, alsoGone.subject, { kind: 'none', ownerId: 'nobody' }] })
    await adapter.remove({ tenant, subjects: [] })
    for (const vector of [gone, alsoGone]) ensureEntries(await vector.read(), [], 'a vector that was removed')
    ensureEntries(await kept.read(), [{ key: 'key', value: 1, atMs: NOW_MS }], 'the vector that was not')
    const again = await adapter.record({ tenant, nowMs: NOW_MS, updates })
    ensureEqual(again, ['applied', 'applied', 'duplicate'], 'the answer to the same updates')
    ensureEntries(await gone.read(), [{ key: 'key', value: 1, atMs: NOW_MS }], 'a vector that began anew')
  },
})
