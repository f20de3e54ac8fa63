import type { BodyContext, EngineContext } from '../context/engine-context'
import { AUTHOR_KINDS, FeedError, type PostRecord } from '../model'
import { admit } from '../read/admission'
import { ReadSession } from '../read/read-session'
import type { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import { type Interaction, interactionEvent } from '../write/interaction-event'
import { type CheckedInteraction, type CheckedInteractions, checkInteractions, selfTarget } from './check-interactions'

/** Puts what a viewer did on the bus, one event each; all of it is checked before any is. */
export async function recordInteractions<Body>(
  context: BodyContext<Body>,
  request: unknown,
  budget: CallBudget,
): Promise<void> {
  const checked = checkInteractions(context, request)
  const topic = context.interactions
  if (topic === undefined) {
    const rule = 'interactions need stores.bus, and stores.signals or stores.counters, which learn from them'
    throw new FeedError({ code: 'UNSUPPORTED', rule })
  }
  const postOf = await readNamed(context, checked, budget)
  const events = checked.interactions.map((one) => interactionEvent(context, meant(one, checked.viewerId, postOf)))
  await context.retrier.run(budget, () => topic.publish(events, budget.forPort()))
  for (const { kind } of checked.interactions) context.runtime.metrics.count(METRICS.interactions, 1, { kind })
}

type PostOf = (interaction: CheckedInteraction) => PostRecord | undefined

/** The posts that are named, each of which the viewer may see. */
async function readNamed(
  context: EngineContext,
  { viewerId, interactions }: CheckedInteractions,
  budget: CallBudget,
): Promise<PostOf> {
  const session = new ReadSession(context, viewerId, budget)
  await session.hydrate(interactions.flatMap(({ position }) => position ?? []))
  await session.complete()
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: false, replies: 'all' } as const
  for (const { position, path } of interactions) {
    if (position !== undefined && admit(session.at(position), rules, session) !== null) {
      const rule = 'names no post that the viewer may see'
      throw new FeedError({ code: 'NOT_FOUND', field: `${path}.postId`, rule })
    }
  }
  return ({ position }) => (position === undefined ? undefined : session.at(position))
}

function meant(one: CheckedInteraction, viewerId: string, postOf: PostOf): Interaction {
  const { kind, authorId, atMs, eventId } = one
  const record = postOf(one)
  if (record === undefined) return { kind, viewerId, authorId: authorId ?? viewerId, atMs, eventId }
  if (AUTHOR_KINDS.has(kind) && record.authorId === viewerId) throw selfTarget(`${one.path}.postId`)
  const post = { postId: record.id, authorId: record.authorId }
  return { kind, viewerId, authorId: record.authorId, post, record, atMs, eventId }
}
