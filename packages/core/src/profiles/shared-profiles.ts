import { decodeProfile, encodeProfile, type SharedProfile } from '../codec/profile-codec'
import type { EngineContext } from '../context/engine-context'
import type { ProfileRecord, UserId } from '../model'
import type { PortCall } from '../ports'
import { HOLD_MS } from '../process-cache/version-floors'
import { PATIENCE_MS, readOptional } from '../runtime/patience'

const keyOf = (context: EngineContext, userId: UserId): string => `profile\n${context.tenant}\n${userId}`

/** Profiles that some process has read before. None, where there is no cache or it fails. */
export async function readSharedProfiles(
  context: EngineContext,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, SharedProfile>> {
  const shared = new Map<UserId, SharedProfile>()
  const { cache, options, runtime } = context
  if (cache === undefined || options.sharedCache.profileTtlMs === 0) return shared
  const ids = new Map(userIds.map((userId) => [keyOf(context, userId), userId]))
  const found = await readOptional(runtime, {
    without: 'the shared cache failed, profiles come from the directory',
    limitMs: PATIENCE_MS,
    work: async () => cache.getMany({ keys: [...ids.keys()] }, { deadlineMs: PATIENCE_MS }),
  })
  for (const [key, { value, version }] of found?.values ?? []) {
    const userId = ids.get(key)
    const profile = userId === undefined ? undefined : decodeProfile(userId, version, value)
    if (profile !== undefined) shared.set(profile.record.id, profile)
  }
  return shared
}

/** Lets other processes have profiles, in the background. */
export function shareProfiles(context: EngineContext, records: Iterable<ProfileRecord>, readAtMs: number): void {
  const { cache, background, options } = context
  const ttlMs = options.sharedCache.profileTtlMs
  if (cache === undefined || ttlMs === 0) return
  const entries = Array.from(records, (record) => {
    return {
      key: keyOf(context, record.id),
      value: encodeProfile({ record, readAtMs }),
      version: record.version,
      ttlMs,
    }
  })
  if (entries.length === 0) return
  background.start('share profiles', () => cache.setMany({ entries }, { deadlineMs: options.deadlineMs }))
}

/** Takes outdated versions out of the cache, whether this process shares profiles or not: others may. */
export async function unshareProfile(
  context: EngineContext,
  userId: UserId,
  minVersion: number,
  call: PortCall,
): Promise<void> {
  const entries = [{ key: keyOf(context, userId), minVersion, holdMs: HOLD_MS }]
  await context.cache?.invalidateMany({ entries }, call)
}
