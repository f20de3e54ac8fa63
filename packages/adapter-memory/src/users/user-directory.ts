import type {
  PortCall,
  ProfileRecord,
  TenantId,
  UserDirectory,
  UserDirectoryCapabilities,
  UserId,
} from '@feed-engine/core'
import { checkInteger } from '@feed-engine/core'
import { copyIn, copyOut } from '../byte-copies'
import { MemoryAdapter } from '../memory-adapter'

/** Users and their profiles in memory. It is only read by its port: `put` and `remove` are for its owner. */
export class MemoryUserDirectory extends MemoryAdapter implements UserDirectory {
  readonly capabilities: UserDirectoryCapabilities = Object.freeze({ durable: false, profiles: true })
  readonly #tenants = new Map<TenantId, Map<UserId, ProfileRecord>>()

  /**
   * Makes a user exist, or replaces the profile of one who does. Raise the version with each change: 0 to 2^53 − 1,
   * otherwise it fails with `INVALID_ARGUMENT` and nothing has happened.
   */
  put({ tenant, profile }: { readonly tenant: TenantId; readonly profile: ProfileRecord }): void {
    const { id, body } = profile
    const version = checkInteger(profile.version, 'version', {
      code: 'INVALID_ARGUMENT',
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
    })
    const users = this.#tenants.get(tenant) ?? new Map<UserId, ProfileRecord>()
    this.#tenants.set(tenant, users.set(id, { id, version, body: copyIn(body) }))
  }

  /** Makes a user exist no more. */
  remove({ tenant, userId }: { readonly tenant: TenantId; readonly userId: UserId }): void {
    this.#tenants.get(tenant)?.delete(userId)
  }

  async existing(
    { tenant, userIds }: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlySet<UserId>> {
    this.begin(call)
    const users = this.#tenants.get(tenant)
    return new Set(userIds.filter((userId) => users?.has(userId) === true))
  }

  async profiles(
    { tenant, userIds }: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<UserId, ProfileRecord>> {
    this.begin(call)
    const users = this.#tenants.get(tenant)
    const found = new Map<UserId, ProfileRecord>()
    for (const userId of userIds) {
      const profile = users?.get(userId)
      if (profile !== undefined) found.set(userId, { ...profile, body: copyOut(profile.body) })
    }
    return found
  }
}
