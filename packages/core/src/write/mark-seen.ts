import { type EngineContext, freshToken } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { FeedError } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { SIGNALS, subjectOf } from '../signals/subjects'
import { readFields } from '../validate/fields'
import { readList } from '../validate/lists'
import { checkId } from '../validate/scalars'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const
const MAX_POSTS = 100

/** Remembers what a viewer has seen. Nobody asks whether the posts are there: ids are all that is kept. */
export async function markSeen(context: EngineContext, request: unknown, budget: CallBudget): Promise<void> {
  const given = readFields(request, ['viewerId', 'postIds'], { ...ARGUMENT, path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const postIds = readList(given.postIds, 'postIds', { min: 1, max: MAX_POSTS }).map((postId, index) =>
    context.ids.idOf(checkPostId(context, postId, `postIds[${index}]`)),
  )
  const { signals, tenant, runtime } = context
  if (signals === undefined)
    throw new FeedError({ code: 'UNSUPPORTED', rule: 'needs stores.signals, which is missing' })
  const { kind: _, ...rule } = SIGNALS.seen
  const nowMs = runtime.clock.now()
  const changes = [...new Set(postIds)].map((key) => ({ key, weight: 1 }))
  const update = {
    subject: subjectOf(SIGNALS.seen, viewerId),
    eventId: freshToken(runtime),
    atMs: nowMs,
    changes,
    ...rule,
  }
  await context.retrier.run(budget, () => signals.record({ tenant, nowMs, updates: [update] }, budget.forPort()))
}
