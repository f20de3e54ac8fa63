import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { createPopulation } from '../../population/create-population'
import { publishAll } from '../../population/publish-all'
import { evictAll, readAll } from '../../population/reads'
import { followEqually } from './follow-equally'

/** Cost, in a large population, of what is as much in a small one. */
export const growth: Workload = {
  about: 'cost of a push and of a read in memory, from 1,000 to 80,000 users',
  needs: [],
  onProfile: false,
  run: measureGrowth,
}

const PER_USER = { followees: 10, postsPerUser: 3, viewers: 200, pullAuthors: 3 }
const TINY = { followees: 4, postsPerUser: 2, viewers: 5, pullAuthors: 1 }

const SIZES = {
  full: { small: { users: 1_000, ...PER_USER }, large: { users: 80_000, ...PER_USER }, operations: 20 },
  tiny: { small: { users: 20, ...TINY }, large: { users: 60, ...TINY }, operations: 2 },
} satisfies Record<Scale, unknown>

/** Enough for the pauses of a drain to be a small part of it. */
const POSTS_PER_AUTHOR = 20

/** A cost of at most twice as much is a rate of at least half as much. */
const AIMS = { small: { rateAtLeast: 0.5 } }

async function measureGrowth({ scale, seed, meters, effort, progress }: WorkloadSettings): Promise<Outcome[]> {
  const { small, large, operations } = SIZES[scale]
  progress(`${large.users} users`)
  const populations = { engine: await createPopulation(large, seed), small: await createPopulation(small, seed) }
  const authorIds = await followEqually(populations.engine, large.followees)
  await followEqually(populations.small, large.followees)
  const posts = Array.from({ length: POSTS_PER_AUTHOR }, () => authorIds).flat()
  const entries = posts.length * large.followees

  type Population = typeof populations.engine
  const jobs = [
    {
      name: 'push',
      unit: 'entries',
      units: entries,
      command: `${posts.length} posts of authors with ${large.followees} followers, drain`,
      run: (population: Population) => publishAll(population, posts, entries),
    },
    {
      name: 'warm read',
      unit: 'reads',
      units: large.viewers,
      command: 'homeTimeline',
      run: (population: Population) => readAll(population, 'cached', 'cached'),
    },
    {
      name: 'cold read',
      unit: 'reads',
      units: large.viewers,
      command: 'evict the timeline, homeTimeline',
      async run(population: Population) {
        await evictAll(population)
        return readAll(population, 'cached', 'rebuilt')
      },
    },
  ]
  const outcomes: Outcome[] = []
  for (const { name, unit, units, command, run } of jobs) {
    progress(name)
    const trial = {
      workload: 'growth',
      variant: `${name}, ${count(large.users)} users (engine) and ${count(small.users)} (small)`,
      unit,
      unitsPerOperation: units,
      inFlight: 1,
      operations,
      contenders: (['engine', 'small'] as const).map((contender) => ({
        name: contender,
        commands: [command],
        operate: async () => run(populations[contender]),
      })),
      aims: AIMS,
    }
    outcomes.push(await runTrial(trial, meters, effort))
  }
  await Promise.all([populations.engine.engine.close(), populations.small.engine.close()])
  return outcomes
}

function count(value: number): string {
  return value.toLocaleString('en')
}
