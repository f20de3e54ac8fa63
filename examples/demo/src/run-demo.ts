import { runProfile } from '@feed-engine/example-profiles'
import { CountingMetrics } from './counting-metrics'
import { authorsByDelivery, entriesPushed, pagesServed, shareWithoutPull } from './engine-counters'
import { type FollowGraph, followCount } from './follow-graph'
import { defaultThreshold, type LoadedGraph, loadGraph, pickViewers } from './load-graph'
import type { DemoOptions } from './options'
import { changeRelations, evictTimelines, followAll, openTimelines, perform, scrollAll, timeFirstPages } from './phases'
import type { Progress } from './progress'
import { type Random, sample, seededRandom } from './random'
import { type DemoReport, percentile } from './report'
import type { ScrollResult } from './scroll'
import { Session } from './session'
import { replaceAWorker } from './worker-trouble'
import { Workload } from './workload'

/** Share of the posts that are there before the first timeline is read; the others are pushed to open timelines. */
const HISTORY_SHARE = 0.3

/** Users besides the viewers who have read, so that posts are pushed to them. */
const AUDIENCE = 5_000

/** First pages read of each viewer to measure warm reads. */
const WARM_ROUNDS = 5

const FIRST_PAGES = { page: 'first' }

/** Follows, publishes, fans out, reads and compares; see the help text. Throws a `GraphFileError`. */
export async function runDemo(options: DemoOptions, progress: Progress): Promise<DemoReport> {
  const random = seededRandom(options.seed)
  const loaded = await loadGraph(options, random, progress)
  const followers = options.threshold ?? defaultThreshold(loaded.graph)
  const metrics = new CountingMetrics()
  const running = await runProfile(options.profile, {
    workers: options.workers,
    policy: { kind: 'threshold', followers },
    metrics,
  })
  try {
    const session = new Session(loaded.graph.userIds, running)
    return await runSession({ session, metrics, threshold: followers, options, random, progress, ...loaded })
  } finally {
    await running.end()
  }
}

interface Run extends LoadedGraph {
  readonly session: Session
  readonly metrics: CountingMetrics
  readonly threshold: number
  readonly options: DemoOptions
  readonly random: Random
  readonly progress: Progress
}

async function runSession(run: Run): Promise<DemoReport> {
  const { session, metrics, threshold, options, random, progress, graph, file } = run
  const { profile, limit } = options
  const startedAt = performance.now()
  const workload = new Workload(graph, random)
  const viewers = pickViewers(graph, options.viewers, random)
  const viewerIds = idsOf(graph, viewers)

  const followMs = await followAll(session, graph, progress)
  const history = Math.ceil(options.posts * HISTORY_SHARE)
  await perform(session, workload.take(history), { progress })
  const readers = [...new Set([...viewerIds, ...sample(graph.userIds, AUDIENCE, random)])]
  await openTimelines(session, readers, progress)

  const pushedBefore = entriesPushed(metrics)
  const actions = workload.take(options.posts - history)
  const before = options.killWorker ? replaceAWorker(session, actions.length) : undefined
  const live = await perform(session, actions, { progress, ...(before === undefined ? {} : { before }) })
  const pushed = entriesPushed(metrics) - pushedBefore
  await changeRelations(session, graph, viewers, random)

  const pagesBefore = [pagesServed(metrics, FIRST_PAGES), pagesServed(metrics)] as const
  const warm = await scrollAll(session, viewerIds, limit, { name: 'compare warm timelines', progress })
  const warmMs = await timeFirstPages(session, viewerIds, { limit, rounds: WARM_ROUNDS })
  const pages = [pagesServed(metrics, FIRST_PAGES), pagesServed(metrics)] as const
  await evictTimelines(session, viewerIds)
  const cold = await scrollAll(session, viewerIds, limit, { name: 'compare cold timelines', progress })

  const { rss, heapUsed } = process.memoryUsage()
  return {
    profile: profile.name,
    ...(profile.workerProcesses ? { workers: options.workers } : {}),
    graph: file?.path ?? `generated, seed ${options.seed}`,
    users: graph.userIds.length,
    follows: followCount(graph),
    lines: file?.lines ?? 0,
    rejected: Object.fromEntries(file?.rejected.counts ?? []),
    rejectedExamples: file?.rejected.examples ?? [],
    posts: session.counts.posts,
    deletes: session.counts.deletes,
    threshold,
    ...(await authorsByDelivery(session)),
    openTimelines: readers.length,
    followsPerSecond: perSecond(followCount(graph), followMs),
    publishesPerSecond: perSecond(options.posts - history, live.publishMs),
    ...(profile.workerProcesses ? {} : { entriesPushed: pushed, entriesPerSecond: perSecond(pushed, live.drainedMs) }),
    warmReadMs: { p50: percentile(warmMs, 0.5), p99: percentile(warmMs, 0.99) },
    coldReadMs: firstPageMs(cold),
    warmPagesWithoutPull: {
      first: shareWithoutPull(pagesBefore[0], pages[0]),
      all: shareWithoutPull(pagesBefore[1], pages[1]),
    },
    bytesPerEntry: session.running.deployment.stores.timelines?.capabilities.bytesPerEntry ?? 0,
    rssBytes: rss,
    heapBytes: heapUsed,
    seconds: (performance.now() - startedAt) / 1_000,
    viewers: viewerIds.length,
    pagesCompared: sum(warm, 'pages') + sum(cold, 'pages'),
    itemsCompared: sum(warm, 'items') + sum(cold, 'items'),
    mismatches: sum(warm, 'mismatches') + sum(cold, 'mismatches'),
  }
}

function idsOf(graph: FollowGraph, users: readonly number[]): string[] {
  return users.map((user) => graph.userIds[user] as string)
}

function firstPageMs(results: readonly ScrollResult[]): { p50: number; p99: number } {
  const durations = results.map((result) => result.firstPageMs)
  return { p50: percentile(durations, 0.5), p99: percentile(durations, 0.99) }
}

function sum(results: readonly ScrollResult[], field: 'pages' | 'items' | 'mismatches'): number {
  return results.reduce((total, result) => total + result[field], 0)
}

function perSecond(count: number, ms: number): number {
  return count / (ms / 1_000)
}
