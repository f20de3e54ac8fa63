import { DEFAULT_TENANT, type LogFields, METRICS } from '@feed-engine/core'
import type { CountingMetrics } from './counting-metrics'
import type { Session } from './session'

/** Timeline entries that this process has pushed. */
export function entriesPushed(metrics: CountingMetrics): number {
  return metrics.total(METRICS.pushes, { status: 'pushed' })
}

interface PagesServed {
  readonly all: number
  /** Those that came from timelines (and pull authors) alone. */
  readonly cached: number
}

/** Pages that this process has served so far. */
export function pagesServed(metrics: CountingMetrics, page: LogFields = {}): PagesServed {
  return {
    all: metrics.total(METRICS.pages, page),
    cached: metrics.total(METRICS.pages, { ...page, freshness: 'cached', belowWatermark: false }),
  }
}

export function shareWithoutPull(since: PagesServed, until: PagesServed): number {
  return (until.cached - since.cached) / (until.all - since.all)
}

/** How many of those who have published are pushed, and pulled, by now. */
export async function authorsByDelivery(session: Session): Promise<{ pushAuthors: number; pullAuthors: number }> {
  const { graph } = session.running.deployment.stores
  const authors = { pushAuthors: 0, pullAuthors: 0 }
  for (const authorId of session.authors()) {
    const { delivery } = await graph.authorState({ tenant: DEFAULT_TENANT, authorId })
    if (delivery === undefined || delivery.delivery.pushFrom === 0) authors.pushAuthors++
    else authors.pullAuthors++
  }
  return authors
}
