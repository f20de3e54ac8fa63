import type { EngineContext } from '../context/engine-context'
import type { Position, UserId } from '../model'
import { POSTS_SAMPLED, postsPerDay } from '../policy/post-rate'
import type { CallBudget } from '../runtime/call-budget'

/** What an author did last, as far as somebody asks. */
export interface AuthorActivity {
  readonly newest?: Position
  readonly postsPerDay?: number
}

/**
 * One listing tells both: the author's newest position, so that sequential posts keep their order across processes with
 * skewed clocks, and the rate, from the times inside the latest ids.
 * @param asked whether the newest position is wanted
 */
export async function activityOf(
  context: EngineContext,
  authorId: UserId,
  asked: { readonly newest: boolean },
  budget: CallBudget,
): Promise<AuthorActivity> {
  const asksRate = context.push !== undefined && context.policy.readerClassOf !== undefined
  if (!asked.newest && !asksRate) return {}
  const [page] = await context.posts.listByAuthors(
    { tenant: context.tenant, authors: [{ authorId }], limitPerAuthor: asksRate ? POSTS_SAMPLED : 1 },
    budget.forPort(),
  )
  const positions = page?.positions ?? []
  const newest = positions[0] === undefined ? {} : { newest: positions[0] }
  if (!asksRate) return newest
  const now = context.runtime.clock.now()
  const agesMs = positions.map((position) => Math.max(0, now - context.ids.timestampOf(context.ids.idOf(position))))
  return { ...newest, postsPerDay: postsPerDay(agesMs, page?.more ?? false) }
}
