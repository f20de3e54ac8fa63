import type { FeedEngine } from '@feed-engine/core'
import { freshNamespace } from '../../baselines/fresh-prefix'
import { requireSamePage } from '../../baselines/same-page'
import type { Contender, Trial } from '../../harness/contender'
import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { Workload, WorkloadSettings } from '../../harness/workload'
import { type Body, createPopulation, type EngineVariant, type Population } from './population'
import { readWays } from './ways'

const SIZES = {
  full: {
    viewers: 64,
    pushAuthors: 60,
    pullAuthors: 20,
    followedPush: 30,
    followedPull: 10,
    rounds: 25,
    operations: 400,
  },
  tiny: { viewers: 3, pushAuthors: 6, pullAuthors: 4, followedPush: 5, followedPull: 3, rounds: 6, operations: 5 },
} as const

/** The engine beside baselines that remember nothing in their process, and the engine that does. */
const ENGINES = {
  engine: { processCache: { postBytes: 0 } },
  /** Posts in a cache in Redis, as those of the baselines. */
  'engine-with-shared-posts': { processCache: { postBytes: 0 }, sharedCache: { postTtlMs: 3_600_000 } },
  'engine-hot': { processCache: { outboxMs: 2_000 } },
} as const satisfies Readonly<Record<string, EngineVariant>>

/** The first page of a home timeline whose timeline is in the cache. */
export const warmRead: Workload = {
  about: 'a page of 20 out of a timeline of 500, ten pull authors merged in, with all safety checks',
  needs: ['postgres', 'redis'],
  onProfile: false,
  async run(settings) {
    const namespace = freshNamespace()
    const size = SIZES[settings.scale]
    settings.progress('following, publishing, filling timelines')
    const population = await createPopulation(settings, namespace, size)
    try {
      return await measure(settings, namespace, population, size.operations)
    } finally {
      await population.remove()
    }
  },
}

async function measure(
  settings: WorkloadSettings,
  namespace: string,
  population: Population,
  operations: number,
): Promise<readonly Outcome[]> {
  const { viewerIds } = population
  const byHand = await readWays(settings, namespace, population)
  const engines = Object.entries(ENGINES).map(([name, options]) => ({ name, engine: population.openEngine(options) }))
  try {
    for (const { engine } of engines) {
      for (const viewerId of viewerIds)
        for (const way of byHand.ways) await requireSamePage(engine, way, viewerId, 'cached')
    }
    const contenders = [
      ...engines.map(({ name, engine }) => engineContender(name, engine, viewerIds)),
      ...byHand.ways.map(({ name, commands, read }) => ({
        name,
        commands,
        operate: (turn: number) => read(viewerIds[turn % viewerIds.length] ?? ''),
      })),
    ]
    const outcomes: Outcome[] = []
    for (const trial of trialsOf(contenders, operations)) {
      settings.progress(trial.variant)
      outcomes.push(await runTrial(trial, settings.meters, settings.effort))
    }
    return outcomes
  } finally {
    for (const { engine } of engines) await engine.close()
    await byHand.close()
  }
}

function engineContender(name: string, engine: FeedEngine<Body>, viewerIds: readonly string[]): Contender {
  return {
    name,
    commands: [
      'homeTimeline({ viewerId }) on the profile classic: posts and relations in PostgreSQL, timelines in Redis',
    ],
    operate: (turn) => engine.homeTimeline({ viewerId: viewerIds[turn % viewerIds.length] ?? '' }),
  }
}

function trialsOf(contenders: readonly Contender[], operations: number): readonly Trial[] {
  const [engine, sharing, hot, floor, ...others] = contenders
  if (engine === undefined || sharing === undefined || hot === undefined || floor === undefined) return []
  const parts = { workload: 'warm-read', unit: 'reads', unitsPerOperation: 1, operations }
  const all = [engine, floor, ...others, sharing]
  const remembering = [{ ...hot, name: engine.name }, floor]
  return [
    {
      ...parts,
      variant: '1 in flight',
      inFlight: 1,
      contenders: all,
      aims: { 'design-text': { rateAtLeast: 3 }, floor: { p50AtMost: 1.3 } },
    },
    { ...parts, variant: '32 in flight', inFlight: 32, contenders: all, aims: { 'design-text': { rateAtLeast: 4 } } },
    {
      ...parts,
      variant: 'outboxes and bodies in the process, 1 in flight',
      inFlight: 1,
      contenders: remembering,
      aims: { floor: { rateAtLeast: 1 } },
    },
    {
      ...parts,
      variant: 'outboxes and bodies in the process, 32 in flight',
      inFlight: 32,
      contenders: remembering,
      aims: { floor: { rateAtLeast: 1 } },
    },
  ]
}
