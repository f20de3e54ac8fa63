import { compare } from '../compare'
import { type Figure, figure } from '../figure'
import { createPopulation, evictAll, type LivePopulation, readAll } from '../population'
import type { WorkloadSettings } from '../scale'

const AIM = 'at most 2'

/** What a read costs in a large population, against a small one whose users follow and publish as much each. */
export async function growth({ scale, seed }: WorkloadSettings): Promise<readonly Figure[]> {
  const small = await createPopulation(scale.growth.small, seed)
  const large = await createPopulation(scale.growth.large, seed)
  const warm = (population: LivePopulation) => ({
    run: () => readAll(population, 'cached', 'cached'),
  })
  const cold = (population: LivePopulation) => ({
    before: () => evictAll(population),
    run: () => readAll(population, 'cached', 'rebuilt'),
  })
  const measure = async (name: string, contender: typeof warm | typeof cold): Promise<Figure> => {
    const { candidate, baseline } = await compare({
      candidate: contender(large),
      baseline: contender(small),
      operations: scale.growth.small.viewers,
      effort: scale.effort,
    })
    return figure({
      workload: 'growth',
      name: `${name}, ${users(scale.growth.large.users)}`,
      unit: 'µs/read',
      value: 1e6 / candidate,
      baseline: { name: users(scale.growth.small.users), value: 1e6 / baseline },
      aim: AIM,
    })
  }
  const figures = [await measure('warm first page', warm), await measure('cold first page', cold)]
  await Promise.all([small.engine.close(), large.engine.close()])
  return figures
}

function users(count: number): string {
  return `${count.toLocaleString('en')} users`
}
