import type { EngineContext } from '../context/engine-context'
import type { Position, UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'

/** Posts that the rate of an author is taken from: its standard error is then a quarter of it. */
const SAMPLE = 16
const DAY_MS = 86_400_000
/** Posts count for 1/e after a week: slow authors have few others, fast ones none that old among so few. */
const DECAY_MS = 7 * DAY_MS
/** Posts of one moment are no infinite rate. */
const MIN_SPAN_MS = 60_000

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
    { tenant: context.tenant, authors: [{ authorId }], limitPerAuthor: asksRate ? SAMPLE : 1 },
    budget.forPort(),
  )
  const positions = page?.positions ?? []
  const newest = positions[0] === undefined ? {} : { newest: positions[0] }
  if (!asksRate) return newest
  const now = context.runtime.clock.now()
  const agesMs = positions.map((position) => Math.max(0, now - context.ids.timestampOf(context.ids.idOf(position))))
  return { ...newest, postsPerDay: postsPerDay(agesMs, page?.more ?? false) }
}

/**
 * The rate that would lead one to expect these posts, as of a Poisson process: the decayed number of those younger than
 * the last, over the decayed length of the time since then; all of them over all time, if there are no more.
 */
export function postsPerDay(agesMs: readonly number[], more: boolean): number {
  const oldest = agesMs.at(-1)
  if (oldest === undefined) return 0
  const counted = more ? agesMs.slice(0, -1) : agesMs
  const count = counted.reduce((sum, ageMs) => sum + Math.exp(-ageMs / DECAY_MS), 0)
  const spanMs = more ? DECAY_MS * -Math.expm1(-Math.max(oldest, MIN_SPAN_MS) / DECAY_MS) : DECAY_MS
  return (count / spanMs) * DAY_MS
}
