import { toProfile } from '../codec/to-profile'
import type { BodyContext } from '../context/engine-context'
import type { Profile, ProfileRecord, UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { type ProfilesRead, readProfiles } from './read-profiles'

/** Profiles for one page: read as soon as an author is met, and waited for when the page is made. */
export class PageProfiles<Body> {
  readonly #context: BodyContext<Body>
  readonly #budget: CallBudget
  readonly #asked = new Set<UserId>()
  readonly #reads: Promise<ProfilesRead>[] = []

  constructor(context: BodyContext<Body>, budget: CallBudget) {
    this.#context = context
    this.#budget = budget
  }

  /** Begins to read the profiles of users who were not met before. */
  meet(userIds: Iterable<UserId>): void {
    const unmet = [...new Set(userIds)].filter((userId) => !this.#asked.has(userId))
    if (unmet.length === 0) return
    for (const userId of unmet) this.#asked.add(userId)
    this.#reads.push(readProfiles(this.#context, unmet, this.#budget))
  }

  /** The profiles of those users who have one, and whether all of them are as the directory has them. */
  async of(
    userIds: ReadonlySet<UserId>,
  ): Promise<{ readonly profiles: ReadonlyMap<UserId, Profile>; readonly current: boolean }> {
    this.meet(userIds)
    const profiles = new Map<UserId, Profile>()
    let current = true
    for (const { found, failed } of await Promise.all(this.#reads)) {
      for (const userId of failed) if (userIds.has(userId)) current = false
      for (const [userId, record] of found) {
        const profile = userIds.has(userId) ? this.#decode(record) : undefined
        if (profile !== undefined) profiles.set(userId, profile)
      }
    }
    return { profiles, current }
  }

  /** A profile that can't be decoded costs its readers that profile, not the page. */
  #decode(record: ProfileRecord): Profile | undefined {
    try {
      return toProfile(this.#context.profileCodec, record)
    } catch {
      this.#context.runtime.logger.error('a profile cannot be decoded and is left out')
      return undefined
    }
  }
}

/** Profiles for a page, if the directory has any. */
export function createPageProfiles<Body>(
  context: BodyContext<Body>,
  budget: CallBudget,
): PageProfiles<Body> | undefined {
  return context.users?.profiles === undefined ? undefined : new PageProfiles(context, budget)
}
