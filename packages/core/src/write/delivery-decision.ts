import type { EngineContext } from '../context/engine-context'
import {
  type Delivery,
  type Lane,
  type Position,
  PULL_BY_ALL,
  PUSH_TO_ALL,
  READER_CLASSES,
  type UserId,
} from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'

/** Asks the policy how the author's next post reaches its readers, and remembers a change of mind. */
export async function decideDelivery(
  context: EngineContext,
  author: { readonly authorId: UserId; readonly postsPerDay?: number },
  budget: CallBudget,
): Promise<{ readonly delivery: Delivery; readonly lane: Lane }> {
  if (context.push === undefined) return { delivery: PULL_BY_ALL, lane: 'prompt' }
  const { tenant, graph } = context
  const { authorId, postsPerDay } = author
  const state = await graph.authorState({ tenant, authorId }, budget.forPort())
  const previous = state.delivery?.delivery
  const { delivery, lane } = askPolicy(context, {
    authorId,
    followers: state.followers,
    ...(previous === undefined ? {} : { previous }),
    ...(postsPerDay === undefined ? {} : { postsPerDay, readersAreCounted: context.cache !== undefined }),
  })
  if (delivery.pushFrom !== (previous ?? PUSH_TO_ALL).pushFrom) {
    await context.retrier.run(budget, () => graph.recordDelivery({ tenant, authorId, delivery }, budget.forPort()))
    context.runtime.metrics.count(METRICS.deliverySwitches, 1, { pushFrom: delivery.pushFrom })
  }
  return { delivery, lane }
}

/** A policy of the application's own may be wrong; a post that is pulled never is. */
function askPolicy(
  context: EngineContext,
  question: Parameters<EngineContext['policy']['delivery']>[0],
): { readonly delivery: Delivery; readonly lane: Lane } {
  try {
    const { pushFrom, lane } = context.policy.delivery(question)
    if (Number.isInteger(pushFrom) && pushFrom >= 0 && pushFrom <= READER_CLASSES) {
      return { delivery: { pushFrom }, lane: lane === 'bulk' ? 'bulk' : 'prompt' }
    }
    context.runtime.logger.error('the delivery policy gave no reader class; the post is pulled')
  } catch (error) {
    context.runtime.logger.error('the delivery policy failed; the post is pulled', { error: String(error) })
  }
  return { delivery: PULL_BY_ALL, lane: 'prompt' }
}

/** Lets readers below the post's class find it by pull. Before the post is stored: no post is ever without its mark. */
export async function raiseMark(
  context: EngineContext,
  post: { readonly authorId: UserId; readonly position: Position; readonly delivery: Delivery },
  budget: CallBudget,
): Promise<void> {
  const { authorId, position, delivery } = post
  if (delivery.pushFrom === 0) return
  const pulled = { belowClass: delivery.pushFrom, position }
  await context.retrier.run(budget, () =>
    context.graph.recordDelivery({ tenant: context.tenant, authorId, pulled }, budget.forPort()),
  )
}
