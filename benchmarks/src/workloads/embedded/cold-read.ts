import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { WorkloadSettings } from '../../harness/workload'
import { createPopulation } from '../../population/create-population'
import { evictAll, readAll } from '../../population/reads'
import { READ_SIZES } from './sizes'

/** First pages of viewers whose timelines are gone, filling them, against pulling the same pages and filling nothing. */
export async function coldRead({ scale, seed, meters, effort, progress }: WorkloadSettings): Promise<Outcome> {
  progress('cold read')
  const { operations, ...size } = READ_SIZES[scale]
  const population = await createPopulation({ ...size, pullAuthors: 3 }, seed)
  const trial = {
    workload: 'embedded',
    variant: `cold read, ${size.viewers} pages an operation`,
    unit: 'reads',
    unitsPerOperation: size.viewers,
    inFlight: 1,
    operations,
    contenders: [
      {
        name: 'engine',
        commands: ['evict the timeline, homeTimeline: pull, fill, read'],
        async operate() {
          await evictAll(population)
          return readAll(population, 'cached', 'rebuilt')
        },
      },
      {
        name: 'pull',
        commands: ["homeTimeline, read: 'strict': the newest posts of all followees, merged"],
        operate: () => readAll(population, 'strict', 'live'),
      },
    ],
  }
  const outcome = await runTrial(trial, meters, effort)
  await population.engine.close()
  return outcome
}
