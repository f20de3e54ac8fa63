import type { EngineContext } from '../context/engine-context'
import { announce } from '../invalidation/announce'
import { forgetProfile } from '../invalidation/forget'
import { unshareProfile } from '../profiles/shared-profiles'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { checkId, checkInteger } from '../validate/scalars'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

/** Drops outdated versions of a profile here, in the shared cache, and in every process. */
export async function profileChanged(context: EngineContext, request: unknown, budget: CallBudget): Promise<void> {
  const given = readFields(request, ['userId', 'version'], { ...ARGUMENT, path: 'request' })
  const userId = checkId(given.userId, 'userId')
  const version = checkInteger(given.version, 'version', { ...ARGUMENT, min: 0, max: Number.MAX_SAFE_INTEGER })
  forgetProfile(context, userId, version)
  const body = { type: 'profile.changed', data: { userId, version } } as const
  await Promise.all([
    context.retrier.run(budget, () => unshareProfile(context, userId, version, budget.forPort())),
    context.retrier.run(budget, () => announce(context, userId, body, budget.forPort())),
  ])
}
