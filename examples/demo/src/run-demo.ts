import { DEFAULT_TENANT, type LogFields, METRICS } from '@feed-engine/core'
import { type FollowGraph, followCount } from './follow-graph'
import { defaultThreshold, loadGraph, pickViewers } from './load-graph'
import type { DemoOptions } from './options'
import {
  changeRelations,
  evictTimelines,
  followAll,
  openTimelines,
  publishPosts,
  scrollAll,
  timeFirstPages,
} from './phases'
import type { Progress } from './progress'
import { sample, seededRandom } from './random'
import { type DemoReport, percentile } from './report'
import type { ScrollResult } from './scroll'
import { Session } from './session'
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
  const startedAt = performance.now()
  const random = seededRandom(options.seed)
  const { graph, file } = await loadGraph(options, random, progress)
  const threshold = options.threshold ?? defaultThreshold(graph)
  const session = new Session(graph.userIds, threshold)
  const workload = new Workload(graph, random)
  const viewers = pickViewers(graph, options.viewers, random)
  const viewerIds = idsOf(graph, viewers)

  const followMs = await followAll(session, graph, progress)
  const history = Math.ceil(options.posts * HISTORY_SHARE)
  await publishPosts(session, workload, history, progress)
  const readers = [...new Set([...viewerIds, ...sample(graph.userIds, AUDIENCE, random)])]
  await openTimelines(session, readers, progress)

  const pushesBefore = pushed(session)
  const live = await publishPosts(session, workload, options.posts - history, progress)
  const pushes = pushed(session) - pushesBefore
  await changeRelations(session, graph, viewers, random)

  const pagesBefore = [pagesServed(session, FIRST_PAGES), pagesServed(session)] as const
  const warm = await scrollAll(session, viewerIds, options.limit, { name: 'compare warm timelines', progress })
  const warmMs = await timeFirstPages(session, viewerIds, { limit: options.limit, rounds: WARM_ROUNDS })
  const pages = [pagesServed(session, FIRST_PAGES), pagesServed(session)] as const
  await evictTimelines(session, viewerIds)
  const cold = await scrollAll(session, viewerIds, options.limit, { name: 'compare cold timelines', progress })

  const { rss, heapUsed } = process.memoryUsage()
  const report: DemoReport = {
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
    entriesPushed: pushes,
    entriesPerSecond: perSecond(pushes, live.drainedMs),
    warmReadMs: { p50: percentile(warmMs, 0.5), p99: percentile(warmMs, 0.99) },
    coldReadMs: firstPageMs(cold),
    warmPagesWithoutPull: {
      first: shareWithoutPull(pagesBefore[0], pages[0]),
      all: shareWithoutPull(pagesBefore[1], pages[1]),
    },
    bytesPerEntry: session.stores.timelines.capabilities.bytesPerEntry,
    rssBytes: rss,
    heapBytes: heapUsed,
    seconds: (performance.now() - startedAt) / 1_000,
    viewers: viewerIds.length,
    pagesCompared: sum(warm, 'pages') + sum(cold, 'pages'),
    itemsCompared: sum(warm, 'items') + sum(cold, 'items'),
    mismatches: sum(warm, 'mismatches') + sum(cold, 'mismatches'),
  }
  await session.engine.close()
  return report
}

function idsOf(graph: FollowGraph, users: readonly number[]): string[] {
  return users.map((user) => graph.userIds[user] as string)
}

function pushed(session: Session): number {
  return session.metrics.total(METRICS.pushes, { status: 'pushed' })
}

/** Pages served so far, and those of them that came from timelines (and pull authors) alone. */
function pagesServed(session: Session, page: LogFields = {}): { readonly all: number; readonly cached: number } {
  return {
    all: session.metrics.total(METRICS.pages, page),
    cached: session.metrics.total(METRICS.pages, { ...page, freshness: 'cached', belowWatermark: false }),
  }
}

function shareWithoutPull(since: ReturnType<typeof pagesServed>, until: ReturnType<typeof pagesServed>): number {
  return (until.cached - since.cached) / (until.all - since.all)
}

async function authorsByDelivery(session: Session): Promise<{ pushAuthors: number; pullAuthors: number }> {
  const authors = { pushAuthors: 0, pullAuthors: 0 }
  for (const authorId of session.authors()) {
    const { delivery } = await session.stores.graph.authorState({ tenant: DEFAULT_TENANT, authorId })
    if (delivery === undefined || delivery.delivery.pushFrom === 0) authors.pushAuthors++
    else authors.pullAuthors++
  }
  return authors
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
