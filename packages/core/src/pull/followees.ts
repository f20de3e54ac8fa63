import type { EngineContext } from '../context/engine-context'
import type { UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'

const PAGE = 1_000

/** Everyone a user follows, by acceptance. */
export async function followeesOf(
  context: EngineContext,
  userId: UserId,
  budget: CallBudget,
): Promise<readonly UserId[]> {
  const followees: UserId[] = []
  let after: UserId | undefined
  do {
    const params = { tenant: context.tenant, userId, limit: PAGE, ...(after === undefined ? {} : { after }) }
    const page = await context.graph.followees(params, budget.forPort())
    followees.push(...page.userIds)
    after = page.next
  } while (after !== undefined)
  return followees
}
