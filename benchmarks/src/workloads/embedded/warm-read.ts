import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { WorkloadSettings } from '../../harness/workload'
import { createPopulation } from '../../population/create-population'
import { readAll } from '../../population/reads'
import { plainTimelines } from './plain-timelines'
import { READ_SIZES } from './sizes'

/** Authors who are pulled: none, so that the engine has to do what the arrays do, and a few, as in a real network. */
const PULL_AUTHORS = [0, 3]

/** First pages from timelines that are open and filled, against plain arrays and the pull oracle. */
export async function warmRead(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const pullAuthors of PULL_AUTHORS) outcomes.push(await withPullAuthors(settings, pullAuthors))
  return outcomes
}

async function withPullAuthors(settings: WorkloadSettings, pullAuthors: number): Promise<Outcome> {
  const { scale, seed, meters, effort, progress } = settings
  const variant = pullAuthors === 0 ? 'warm read, all authors pushed' : `warm read, ${pullAuthors} authors pulled`
  progress(variant)
  const { operations, ...size } = READ_SIZES[scale]
  const population = await createPopulation({ ...size, pullAuthors }, seed)
  const plain = await plainTimelines(population)
  const trial = {
    workload: 'embedded',
    variant: `${variant}, ${size.viewers} pages an operation`,
    unit: 'reads',
    unitsPerOperation: size.viewers,
    inFlight: 1,
    operations,
    contenders: [
      {
        name: 'engine',
        commands: ['homeTimeline: timeline, posts, relations, filters, signed cursor'],
        operate: () => readAll(population, 'cached', 'cached'),
      },
      {
        name: 'array',
        commands: ['slice 20 ids off an array, look each post up in a map, decode a copy of its body'],
        operate: async () => plain.readAll(),
      },
      {
        name: 'pull',
        commands: ["homeTimeline, read: 'strict': the newest posts of all followees, merged"],
        operate: () => readAll(population, 'strict', 'live'),
      },
    ],
    ...(pullAuthors === 0 ? { aims: { array: { p50AtMost: 3 } } } : {}),
  }
  const outcome = await runTrial(trial, meters, effort)
  await population.engine.close()
  return outcome
}
