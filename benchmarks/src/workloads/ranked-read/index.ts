import { createRedisCounterStore, createRedisSignalStore } from '@feed-engine/adapter-redis'
import type { FeedEngine } from '@feed-engine/core'
import { freshNamespace } from '../../baselines/fresh-prefix'
import type { Contender, Trial } from '../../harness/contender'
import { runTrial } from '../../harness/run-trial'
import type { Workload } from '../../harness/workload'
import { type Body, createPopulation, type Population } from '../warm-read/population'
import { interact } from './interact'
import { scoreCandidates } from './score'

const SIZES = {
  full: {
    viewers: 64,
    pushAuthors: 60,
    pullAuthors: 20,
    followedPush: 30,
    followedPull: 10,
    rounds: 25,
    operations: 300,
  },
  tiny: { viewers: 3, pushAuthors: 6, pullAuthors: 4, followedPush: 5, followedPull: 3, rounds: 6, operations: 5 },
} as const

const P50_AT_MOST = 1.5

/** Ranked pages beside chronological ones, on the same warm timelines. */
export const rankedRead: Workload = {
  about: 'ranked pages of 20 out of 200 candidates, with signals and counters, against chronological ones',
  needs: ['postgres', 'redis'],
  onProfile: false,
  async run(settings) {
    const { operations, ...size } = SIZES[settings.scale]
    settings.progress('following, publishing, liking, filling timelines')
    const namespace = freshNamespace()
    const population = await createPopulation(settings, namespace, size)
    const redis = { ...settings.addresses.redis, keyPrefix: `${namespace}:` }
    const signals = createRedisSignalStore(redis)
    const counters = createRedisCounterStore(redis)
    const engine = population.openEngine({ signals, counters })
    const forgetful = population.openEngine({ signals, counters, processCache: { postBytes: 0, countsMs: 0 } })
    try {
      await interact(population, engine)
      for (const each of [engine, forgetful]) await readAll(population, each)
      const outcomes = []
      for (const trial of trialsOf(population, { engine, forgetful }, operations)) {
        settings.progress(trial.variant)
        outcomes.push(await runTrial(trial, settings.meters, settings.effort))
      }
      return [...outcomes, scoreCandidates(settings.seed, settings.effort.rounds)]
    } finally {
      await Promise.all([engine.close(), forgetful.close()])
      await Promise.all([signals.close(), counters.close()])
      await population.remove()
    }
  },
}

/** Each process has read before: what it remembers is the same for both orders. */
async function readAll({ viewerIds }: Population, engine: FeedEngine<Body>): Promise<void> {
  for (const viewerId of viewerIds) {
    const { ranking, degraded } = await engine.homeTimeline({ viewerId, ranking: 'ranked' })
    if (ranking === undefined || degraded.length > 0) throw new Error('a page is not ranked')
    await engine.homeTimeline({ viewerId })
  }
}

function trialsOf(
  population: Population,
  { engine, forgetful }: Readonly<Record<'engine' | 'forgetful', FeedEngine<Body>>>,
  operations: number,
): readonly Trial[] {
  const parts = {
    workload: 'ranked-read',
    unit: 'reads',
    unitsPerOperation: 1,
    inFlight: 1,
    operations,
    aims: { chronological: { p50AtMost: P50_AT_MOST } },
  }
  return [
    {
      ...parts,
      variant: 'first pages: a session begins with each',
      contenders: (['ranked', 'chronological'] as const).map((ranking) => firstPages(population, engine, ranking)),
    },
    {
      ...parts,
      variant: 'first pages, nothing remembered in the process',
      contenders: (['ranked', 'chronological'] as const).map((ranking) => firstPages(population, forgetful, ranking)),
    },
    {
      ...parts,
      variant: 'scrolls of four pages',
      unitsPerOperation: 4,
      contenders: (['ranked', 'chronological'] as const).map((ranking) => scrolls(population, engine, ranking)),
    },
  ]
}

type Ranking = 'ranked' | 'chronological'

function firstPages({ viewerIds }: Population, engine: FeedEngine<Body>, ranking: Ranking): Contender {
  return {
    name: nameOf(ranking),
    commands: [`homeTimeline({ viewerId, ranking: '${ranking}' })`],
    operate: (turn) => engine.homeTimeline({ viewerId: viewerIds[turn % viewerIds.length] ?? '', ranking }),
  }
}

function scrolls({ viewerIds }: Population, engine: FeedEngine<Body>, ranking: Ranking): Contender {
  return {
    name: nameOf(ranking),
    commands: [`homeTimeline({ viewerId, ranking: '${ranking}' }), and three times its nextCursor`],
    async operate(turn) {
      const viewerId = viewerIds[turn % viewerIds.length] ?? ''
      let page = await engine.homeTimeline({ viewerId, ranking })
      for (let next = 1; next < 4 && page.nextCursor !== undefined; next++) {
        page = await engine.homeTimeline({ viewerId, cursor: page.nextCursor })
      }
    },
  }
}

/** The report takes the first for the engine. */
function nameOf(ranking: Ranking): string {
  return ranking === 'ranked' ? 'engine' : ranking
}
