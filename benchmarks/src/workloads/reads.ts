import { compare } from '../compare'
import { type Figure, figure } from '../figure'
import { createPopulation, evictAll, readAll } from '../population'
import type { WorkloadSettings } from '../scale'

const BASELINE = "the pull oracle, read: 'strict'"

/** First pages from timelines that are open and filled, against pulling the same pages from posts and graph. */
export async function warmReads({ scale, seed }: WorkloadSettings): Promise<readonly Figure[]> {
  const population = await createPopulation(scale.read, seed)
  const { candidate, baseline } = await compare({
    candidate: { run: () => readAll(population, 'cached', 'cached') },
    baseline: { run: () => readAll(population, 'strict', 'live') },
    operations: population.viewerIds.length,
    effort: scale.effort,
  })
  await population.engine.close()
  return [
    figure({
      workload: 'warm-read',
      name: 'warm first pages',
      unit: 'reads/s',
      value: candidate,
      baseline: { name: BASELINE, value: baseline },
    }),
  ]
}

/** First pages of viewers whose timelines are gone, filling them, against pulling the same pages and filling nothing. */
export async function coldReads({ scale, seed }: WorkloadSettings): Promise<readonly Figure[]> {
  const population = await createPopulation(scale.read, seed)
  const { candidate, baseline } = await compare({
    candidate: {
      before: () => evictAll(population),
      run: () => readAll(population, 'cached', 'rebuilt'),
    },
    baseline: { run: () => readAll(population, 'strict', 'live') },
    operations: population.viewerIds.length,
    effort: scale.effort,
  })
  await population.engine.close()
  return [
    figure({
      workload: 'cold-read',
      name: 'cold first pages, timelines filled',
      unit: 'reads/s',
      value: candidate,
      baseline: { name: BASELINE, value: baseline },
    }),
  ]
}
