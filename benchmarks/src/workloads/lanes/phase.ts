import { type OpenLoopResult, openLoop } from '../../harness/open-loop'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { VisibilityWatch } from '../../live-feed/visibility-watch'
import { requireApplied } from './applied'
import type { Cast } from './cast'

export interface PhaseParams {
  readonly durationMs: number
  readonly smallPerSecond: number
  /** 0: nobody posts in bulk. */
  readonly bulkPerSecond: number
  /** Share of the bulk posts' rate at which they have to be applied. */
  readonly appliedShare: number
}

export interface Phase {
  /** Of small posts, until they were acknowledged. */
  readonly acknowledged: OpenLoopResult
  /** Of small posts, from the scheduled time until a follower's page shows them. */
  readonly visibleMs: Float64Array<ArrayBuffer>
  /** Posts in bulk per second, until the last one was applied. */
  readonly bulkAppliedPerSecond: number
}

/** Small posts arrive by a schedule, and bulk ones by another. Fails if those were not applied as they arrived. */
export async function runPhase(cast: Cast, params: PhaseParams): Promise<Phase> {
  const { durationMs, smallPerSecond, bulkPerSecond, appliedShare } = params
  const watch = new VisibilityWatch(cast.feed, 1)
  const arrivalsAt = (rate: number): number => Math.max(1, Math.round((rate * durationMs) / 1_000))
  const bulkPosts = bulkPerSecond === 0 ? 0 : arrivalsAt(bulkPerSecond)
  let newest = ''
  const publishSmall = async (turn: number, dueMs: number): Promise<void> => {
    watch.see(turn, { ...(await cast.publishSmall()), dueMs })
  }
  const publishInBulk = async (): Promise<void> => {
    const { id } = await cast.publishInBulk()
    newest = id
  }
  const begunMs = performance.now()
  const [acknowledged] = await Promise.all([
    openLoop({ rate: smallPerSecond, arrivals: arrivalsAt(smallPerSecond), operate: publishSmall }),
    bulkPosts === 0 ? undefined : openLoop({ rate: bulkPerSecond, arrivals: bulkPosts, operate: publishInBulk }),
  ])
  await cast.feed.engine.drain(DRAINS_WITHIN)
  const appliedPerSecond = (bulkPosts * 1_000) / Math.max(durationMs, performance.now() - begunMs)
  if (bulkPosts > 0) {
    await requireApplied(cast, newest, { offered: bulkPerSecond, applied: appliedPerSecond, share: appliedShare })
  }
  return { acknowledged, visibleMs: await watch.latenciesMs(), bulkAppliedPerSecond: appliedPerSecond }
}
