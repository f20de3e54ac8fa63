import type { EngineContext } from '../context/engine-context'
import type { ProfileRecord, UserId } from '../model'
import { type CallBudget, within } from '../runtime/call-budget'
import { loadProfiles, PATIENCE_MS } from './load-profiles'

export interface ProfilesRead {
  /** Who is not in it does not exist, or could not be asked for. */
  readonly found: ReadonlyMap<UserId, ProfileRecord>
  /** Who could not be asked for now: missing, or as remembered from before. */
  readonly failed: ReadonlySet<UserId>
}

/**
 * Profiles as this process remembers them, and those that it does not as the shared cache or the directory has them.
 * Profiles near the end of their time are read again in the background, behind what is remembered. Never rejects.
 */
export async function readProfiles(
  context: EngineContext,
  userIds: readonly UserId[],
  budget: CallBudget,
): Promise<ProfilesRead> {
  const { runtime, processCache, background } = context
  const nowMs = runtime.clock.now()
  const found = new Map<UserId, ProfileRecord>()
  const unknown: UserId[] = []
  const early: UserId[] = []
  for (const userId of userIds) {
    const remembered = processCache.profiles.get(userId, nowMs)
    const record = remembered?.record ?? undefined
    if (record !== undefined) found.set(userId, record)
    if (remembered?.fresh !== true) unknown.push(userId)
    else if (processCache.profiles.refreshEarly(userId, nowMs, runtime.random)) early.push(userId)
  }
  if (early.length > 0) background.start('read profiles again', () => loadProfiles(context, early))
  const loaded = await loadInTime(context, unknown, budget)
  for (const userId of unknown) {
    const record = loaded.get(userId)
    if (record === null) found.delete(userId)
    else if (record !== undefined && record.version >= (found.get(userId)?.version ?? 0)) found.set(userId, record)
  }
  return { found, failed: new Set(unknown.filter((userId) => !loaded.has(userId))) }
}

/** What is loaded before half of the call's time is over. */
async function loadInTime(
  context: EngineContext,
  userIds: readonly UserId[],
  budget: CallBudget,
): Promise<ReadonlyMap<UserId, ProfileRecord | null>> {
  if (userIds.length === 0) return new Map<never, never>()
  const loading = loadProfiles(context, userIds)
  const late = (): Error => new Error('profiles take too long')
  const limitMs = Math.min(PATIENCE_MS, budget.remainingMs / 2)
  return within(context.runtime.timers, limitMs, loading, late).catch(() => new Map<never, never>())
}
