import type { CallBudget } from '../runtime/call-budget'
import type { HomeTimelines } from '../timeline/home-timelines'
import { TimelineCacheTrouble } from '../timeline/timelines'
import { readFields } from '../validate/fields'
import { checkId } from '../validate/scalars'

/** Forgets the viewer's timeline and fills it anew. */
export async function rebuildTimeline(
  home: HomeTimelines | undefined,
  request: unknown,
  budget: CallBudget,
): Promise<void> {
  const given = readFields(request, ['viewerId'], { code: 'INVALID_ARGUMENT', path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  if (home === undefined) return
  try {
    await home.timelines.evict(viewerId, budget)
    const filled = await home.filler.fill(viewerId)
    await filled?.written
  } catch (error) {
    throw error instanceof TimelineCacheTrouble ? error.toFeedError() : error
  }
}
