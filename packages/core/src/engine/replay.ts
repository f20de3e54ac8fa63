import type { EngineContext } from '../context/engine-context'
import { COUNTERS_GROUP, FAN_OUT_GROUP, FeedError, INTERACTIONS_TOPIC, TOPICS } from '../model'
import type { EventBus } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { checkInteger, checkOneOf } from '../validate/scalars'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

/** Hands a group every event kept since a time once more; none where the engine has no such group. */
export async function replay(
  context: EngineContext,
  request: unknown,
  budget: CallBudget,
): Promise<{ readonly events: number }> {
  const given = readFields(request, ['fromMs', 'of'], { ...ARGUMENT, path: 'request' })
  const fromMs = checkInteger(given.fromMs, 'fromMs', { ...ARGUMENT, min: 0, max: Number.MAX_SAFE_INTEGER })
  const of = checkOneOf(given.of ?? 'posts', 'of', { ...ARGUMENT, choices: ['posts', 'counters'] })
  const bus = of === 'posts' ? context.push?.bus : busOfCounters(context)
  if (bus === undefined) return { events: 0 }
  if (!bus.capabilities.replay) throw new FeedError({ code: 'UNSUPPORTED', rule: 'the event bus cannot replay' })
  const group =
    of === 'posts'
      ? { topic: TOPICS.posts, group: FAN_OUT_GROUP }
      : { topic: INTERACTIONS_TOPIC, group: COUNTERS_GROUP }
  return { events: await bus.replay({ ...group, fromMs }, budget.forPort()) }
}

function busOfCounters({ bus, counters }: EngineContext): EventBus | undefined {
  return counters === undefined ? undefined : bus
}
