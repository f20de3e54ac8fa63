import { createFeedEngine } from '@feed-engine/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  Coverage,
  type CreateEngine,
  describeFailure,
  historyProperty,
  type SimulationResult,
  shrink,
  simulate,
} from '../src'
import { FAILING_SEEDS } from './failing-seeds'

const STEPS = 200
const TIERED_RUNS = 40
/** `SIM_SEED` replays one seed; `SIM_RUNS` says how many are run. */
const FIRST_SEED = Number(process.env['SIM_SEED'] ?? 1)
const RUNS = Number(process.env['SIM_RUNS'] ?? (process.env['SIM_SEED'] === undefined ? 60 : 1))

function expectSuccess(result: SimulationResult, steps: number): void {
  if (result.failure !== undefined) expect.fail(describeFailure(result, steps))
}

describe('histories under faults', () => {
  const coverage = new Coverage()

  it(`keep every promise, with ${RUNS} seeds from ${FIRST_SEED}`, { timeout: 600_000 }, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      const result = await simulate({ seed, steps: STEPS })
      coverage.merge(result.coverage)
      expectSuccess(result, STEPS)
    }
  })

  it.runIf(RUNS >= 150)('go through everything that can go wrong, often', () => {
    const counts = {
      operations: coverage.sum('operations'),
      'pages checked': coverage.sum('pages', 'checked'),
      'pages checked while facts were open': coverage.sum('pages', 'open'),
      'posts seen before their acknowledgement': coverage.sum('posts', 'seen'),
      'posts of authors who went away': coverage.sum('posts', 'away'),
      'pages below the watermark of a trimmed timeline': coverage.sum('feed.pages', 'belowWatermark=true'),
      'timelines filled': coverage.sum('timeline.rebuilds', 'outcome=replaced'),
      'fills that lost a race': coverage.sum('timeline.rebuilds', 'outcome=stale'),
      'fills of timelines that were lost meanwhile': coverage.sum('timeline.rebuilds', 'outcome=absent'),
      backfills: coverage.sum('timeline.backfills', 'outcome=replaced'),
      'backfills that lost a race': coverage.sum('timeline.backfills', 'outcome=stale'),
      compactions: coverage.sum('timeline.compactions', 'outcome=replaced'),
      'timelines for readers who come more often': coverage.sum('timeline.class_changes', 'outcome=refilled'),
      'timelines for readers who come less often': coverage.sum('timeline.class_changes', 'outcome=replaced'),
      'switches to push': coverage.sum('post.delivery_switches', 'pushFrom=0'),
      'switches to pull': coverage.sum('post.delivery_switches', 'pushFrom=4'),
      'posts pushed': coverage.sum('post.published', 'delivery=push'),
      'posts pulled': coverage.sum('post.published', 'delivery=pull'),
      'posts for some classes of readers': coverage.sum('post.published', 'delivery=mixed'),
      'chunks of large authors': coverage.sum('fanout.chunks'),
      'feeds pushed to': coverage.sum('fanout.pushes', 'status=pushed'),
      'pushes that failed': coverage.sum('fanout.pushes', 'status=failed'),
      retries: coverage.sum('fanout.retries'),
      'dead letters': coverage.sum('fanout.dead_letters'),
      'posts pulled because they could not be pushed': coverage.sum('fanout.pull_fallbacks'),
      'reposts hidden': coverage.sum('feed.dropped', 'reason=repeated-original'),
      drains: coverage.sum('drains'),
      evictions: coverage.sum('evictions'),
      'incarnation changes': coverage.sum('incarnation', 'changes'),
      crashes: coverage.sum('crash'),
      'different steps at which processes crashed': coverage.distinct('crash'),
      'outages of the bus': coverage.sum('outage', 'bus'),
      'outages of the cache': coverage.sum('outage', 'timelines'),
      'outages of the truth': coverage.sum('outage', 'posts') + coverage.sum('outage', 'graph'),
      'answers lost': coverage.sum('fault', 'reply-lost'),
      'calls carried out late': coverage.sum('fault', 'late'),
      'ranked pages checked': coverage.sum('ranked', 'pages'),
      'ranked sessions restarted': coverage.sum('ranked', 'restarted'),
      'ranked sessions lost': coverage.sum('ranked', 'ranking-session-lost'),
      'stale snapshots of ranked feeds': coverage.sum('ranked', 'ranking-stale-snapshot'),
      'scorers that failed':
        coverage.sum('ranked', 'ranking-cached-scores') + coverage.sum('ranked', 'ranking-chronological'),
      'interactions counted': coverage.sum('interactions.updates', 'status=applied'),
      'interactions that were told again': coverage.sum('interactions.updates', 'status=duplicate'),
      'interactions tried again': coverage.sum('interactions.retries'),
      'counters of posts checked': coverage.sum('counts', 'checked'),
      'changes of counters': coverage.sum('interactions.updates', 'group=counters', 'status=applied'),
      'changes of counters that were told again': coverage.sum(
        'interactions.updates',
        'group=counters',
        'status=known',
      ),
      'parts of counters saved': coverage.sum('counters.saved'),
      'flushes that failed': coverage.sum('counters.flush_errors'),
      'restores of counters that went wrong': coverage.sum('fault', 'counters.restore'),
      'crashes around counters': coverage.sum('crash', 'counters.apply') + coverage.sum('crash', 'counters.restore'),
    }
    const least: typeof counts = {
      operations: 20_000,
      'pages checked': 15_000,
      'pages checked while facts were open': 1_000,
      'posts seen before their acknowledgement': 100,
      'posts of authors who went away': 10,
      'pages below the watermark of a trimmed timeline': 2_000,
      'timelines filled': 1_500,
      'fills that lost a race': 10,
      'fills of timelines that were lost meanwhile': 1,
      backfills: 100,
      'backfills that lost a race': 20,
      compactions: 20,
      'timelines for readers who come more often': 50,
      'timelines for readers who come less often': 10,
      'switches to push': 50,
      'switches to pull': 100,
      'posts pushed': 2_000,
      'posts pulled': 1_000,
      'posts for some classes of readers': 50,
      'chunks of large authors': 500,
      'feeds pushed to': 2_000,
      'pushes that failed': 200,
      retries: 1_000,
      'dead letters': 200,
      'posts pulled because they could not be pushed': 200,
      'reposts hidden': 1_000,
      drains: 200,
      evictions: 500,
      'incarnation changes': 80,
      crashes: 150,
      'different steps at which processes crashed': 35,
      'outages of the bus': 50,
      'outages of the cache': 50,
      'outages of the truth': 50,
      'answers lost': 5_000,
      'calls carried out late': 500,
      'ranked pages checked': 1_500,
      'ranked sessions restarted': 40,
      'ranked sessions lost': 40,
      'stale snapshots of ranked feeds': 15,
      'scorers that failed': 3,
      'interactions counted': 800,
      'interactions that were told again': 300,
      'interactions tried again': 80,
      'counters of posts checked': 20_000,
      'changes of counters': 500,
      'changes of counters that were told again': 300,
      'parts of counters saved': 200,
      'flushes that failed': 100,
      'restores of counters that went wrong': 30,
      'crashes around counters': 2,
    }
    const short = Object.entries(least).filter(([name, number]) => counts[name as keyof typeof counts] < number)
    expect(short.map(([name, number]) => `${name}: ${counts[name as keyof typeof counts]} of ${number}`)).toEqual([])
    const unchecked = coverage.sum('pages', 'unchecked')
    expect(unchecked, 'pages that had too many open facts to be checked').toBeLessThan(counts['pages checked'] / 100)
  })

  it('are the same every time', async () => {
    for (const seed of [11, 12, 13, 14, 15]) {
      const first = await simulate({ seed, steps: STEPS })
      const second = await simulate({ seed, steps: STEPS })
      expect(second.traceHash).toBe(first.traceHash)
    }
    expect((await simulate({ seed: 11, steps: 20 })).traceHash).not.toBe(
      (await simulate({ seed: 12, steps: 20 })).traceHash,
    )
  })

  it('that failed once still pass', async () => {
    for (const { seed, steps } of FAILING_SEEDS) expectSuccess(await simulate({ seed, steps }), steps)
  })

  it('pass as a property', async () => {
    await fc.assert(historyProperty({ maxSteps: 60 }), { numRuns: 20, seed: 1 })
  })
})

describe('histories with three tiers of authors', () => {
  const coverage = new Coverage()

  it('keep every promise', { timeout: 600_000 }, async () => {
    for (let seed = 1; seed <= TIERED_RUNS; seed++) {
      const result = await simulate({ seed, profile: 'tiered', steps: STEPS })
      coverage.merge(result.coverage)
      expectSuccess(result, STEPS)
    }
  })

  it('go through lanes and tiers', () => {
    expect(coverage.sum('fanout.chunks', 'lane=bulk')).toBeGreaterThan(100)
    expect(coverage.sum('post.published', 'delivery=pull')).toBeGreaterThan(100)
    expect(coverage.sum('fanout.retries', 'topic=fan-out-bulk')).toBeGreaterThan(50)
    expect(coverage.sum('fanout.dead_letters', 'topic=fan-out-bulk')).toBeGreaterThan(5)
  })
})

describe('a failure', () => {
  /** An engine whose pages lack their second item. */
  const createEngine: CreateEngine = (options) => {
    const engine = createFeedEngine(options)
    const { homeTimeline } = engine
    engine.homeTimeline = async (request, call) => {
      const page = await homeTimeline.call(engine, request, call)
      return { ...page, items: page.items.filter((_, index) => index !== 1) }
    }
    return engine
  }

  it('says how to see it again', async () => {
    const failed = await simulate({ seed: 3, createEngine })
    expect(failed.failure?.error.message).toMatch(/^A page of the home timeline of u\d+ /)
    expect(describeFailure(failed, STEPS)).toContain('npm run simulate -- --seed 3 --steps 200')
    const again = await simulate({ seed: 3, createEngine })
    expect(again.traceHash).toBe(failed.traceHash)
    expect(again.failure?.error.message).toBe(failed.failure?.error.message)
  })

  it('shrinks to a history that still fails', async () => {
    const options = { seed: 3, createEngine }
    const failed = await simulate(options)
    const shrunk = await shrink(options, failed)
    expect(shrunk.operations.length).toBeLessThan(12)
    const again = await simulate({ ...options, operations: shrunk.operations })
    expect(again.failure?.error.message).toBe(shrunk.failure?.error.message)
  })

  it('shrinks as a property', async () => {
    const result = await fc.check(historyProperty({ maxSteps: 80, createEngine }), { numRuns: 20, seed: 1 })
    expect(result.failed).toBe(true)
    expect(result.counterexample?.[1].length).toBeLessThan(12)
  }, 300_000)
})
