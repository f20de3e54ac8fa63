import { signalStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { HOUR_MS, NOW_MS, Vector } from './vectors'

export const bounded = signalStoreRule({
  id: 'signals.keys.bounded',
  title: 'A vector keeps maxKeys keys, those that weigh most when all are compared at one moment',
  why: 'Somebody who looks at everything would have a vector without end.',
  async run({ adapter, make }) {
    const vector = new Vector(adapter, make)
    const halfLifeMs = 2 * HOUR_MS
    const record = async (key: string, weight: number, halfLivesAgo: number): Promise<void> => {
      const atMs = NOW_MS - halfLivesAgo * halfLifeMs
      const answer = await vector.record(vector.update({ atMs, halfLifeMs, maxKeys: 3, changes: [{ key, weight }] }))
      ensureEqual(answer, ['applied'], 'the answer')
    }
    const keys = async (): Promise<readonly string[]> => (await vector.read()).map(({ key }) => key).sort()
    await record('heavy, old', 40, 4)
    await record('light, old', 10, 5)
    await record('middle', 2, 0)
    ensureEqual(await keys(), ['heavy, old', 'light, old', 'middle'], 'keys up to the bound')
    await record('light, new', 1, 0)
    ensureEqual(await keys(), ['heavy, old', 'light, new', 'middle'], 'keys, of which one too many')
    await record('too light', 7, 3)
    ensureEqual(await keys(), ['heavy, old', 'light, new', 'middle'], 'keys, of which the new one weighs least')
    await record('light, new', 4, 1)
    await record('newest', 2.75, 0)
    ensureEqual(await keys(), ['heavy, old', 'light, new', 'newest'], 'keys after one of them grew')
    const changes = ['v', 'w', 'x', 'y', 'z'].map((key, index) => ({ key, weight: 100 + index }))
    await vector.record(vector.update({ halfLifeMs, maxKeys: 3, changes }))
    ensureEqual(await keys(), ['x', 'y', 'z'], 'keys of an update that has more of them')
  },
})
