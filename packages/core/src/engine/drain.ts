import type { EngineContext } from '../context/engine-context'
import { FAN_OUT_GROUP, TOPICS } from '../model'
import type { OutboxRelay } from '../relay/outbox-relay'
import type { CallBudget } from '../runtime/call-budget'
import { sleep } from '../runtime/sleep'

const FIRST_PAUSE_MS = 1
const LONGEST_PAUSE_MS = 50

/**
 * Waits until nothing is on its way. Work moves from the outbox to topic `posts` and on to the topics of the lanes, and
 * to the topic of interactions; looking in this order misses nothing, since a stage hands work on before it lets go of it.
 */
export async function drain(context: EngineContext, relay: OutboxRelay | undefined, budget: CallBudget): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS
  for (;;) {
    relay?.wake()
    await context.background.settled()
    if (await isEmpty(context, budget)) return
    await sleep(context.runtime.timers, Math.min(pauseMs, Math.max(0, budget.remainingMs)))
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
  }
}

async function isEmpty({ relayed, push, interactions }: EngineContext, budget: CallBudget): Promise<boolean> {
  if (relayed !== undefined && (await relayed.outbox.pending(budget.forPort())) > 0) return false
  if (push !== undefined) {
    for (const topic of [TOPICS.posts, TOPICS.fanOut, TOPICS.bulk]) {
      if ((await push.bus.lag({ topic, group: FAN_OUT_GROUP }, budget.forPort())) > 0) return false
    }
  }
  return interactions === undefined || interactions.isEmpty(budget.forPort())
}
