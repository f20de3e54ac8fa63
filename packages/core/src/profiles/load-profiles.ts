import type { EngineContext } from '../context/engine-context'
import { FeedError, type ProfileRecord, type UserId } from '../model'
import { within } from '../runtime/call-budget'
import { readSharedProfiles, shareProfiles } from './shared-profiles'

/** What a directory gets of a read's time: a page is worth more than the profiles on it. */
export const PATIENCE_MS = 1_000

type Loaded = ReadonlyMap<UserId, ProfileRecord | null>

/**
 * Profiles from the shared cache, and from the directory those that it lacks; `null` for who does not exist. What is
 * being loaded is waited for. Never rejects: who is left out could not be asked for.
 */
export function loadProfiles(context: EngineContext, userIds: readonly UserId[]): Promise<Loaded> {
  return context.processCache.profileReads.run(userIds, (missing) => load(context, missing))
}

async function load(context: EngineContext, userIds: readonly UserId[]): Promise<Loaded> {
  const { clock, logger } = context.runtime
  const askedAtMs = clock.now()
  const loaded = new Map<UserId, ProfileRecord | null>()
  const learn = (userId: UserId, record: ProfileRecord | null, readAtMs: number): boolean => {
    const nowMs = clock.now()
    const reading = { record, askedAtMs, tookMs: nowMs - askedAtMs, readAtMs: Math.min(readAtMs, nowMs) }
    return context.processCache.profiles.remember(userId, reading, nowMs)
  }
  for (const [userId, { record, readAtMs }] of await readSharedProfiles(context, userIds)) {
    if (learn(userId, record, readAtMs)) loaded.set(userId, record)
  }
  const missing = userIds.filter((userId) => !loaded.has(userId))
  if (missing.length === 0) return loaded
  try {
    const readAtMs = clock.now()
    const found = await ask(context, missing)
    const current: ProfileRecord[] = []
    for (const userId of missing) {
      const record = found.get(userId) ?? null
      loaded.set(userId, record)
      if (learn(userId, record, readAtMs) && record !== null) current.push(record)
    }
    shareProfiles(context, current, readAtMs)
  } catch (error) {
    logger.warn('the directory failed, profiles are missing or outdated', { error: String(error) })
  }
  return loaded
}

/** Ends in time even if the directory does not: whoever comes later would wait for the same answer. */
async function ask(
  { tenant, users, runtime }: EngineContext,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, ProfileRecord>> {
  const late = (): FeedError => new FeedError({ code: 'DEADLINE_EXCEEDED', rule: 'the directory took too long' })
  const answer = users?.profiles?.({ tenant, userIds }, { deadlineMs: PATIENCE_MS })
  return answer === undefined ? new Map<never, never>() : within(runtime.timers, PATIENCE_MS, answer, late)
}
