import type { ProfileRecord, TenantId, UserId } from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'

export interface UserDirectoryCapabilities extends AdapterCapabilities {
  /** {@link UserDirectory.profiles} is there. */
  readonly profiles: boolean
}

/**
 * Optional: who exists, and what there is to show of them. With it, following somebody unknown is an error; without it,
 * any id is a user.
 */
export interface UserDirectory extends Adapter {
  readonly capabilities: UserDirectoryCapabilities

  /** Those of the users who exist. */
  existing(
    params: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlySet<UserId>>

  /**
   * Profiles by user, in one round trip where the directory can: of exactly those whom `existing` would answer, each as
   * it was when the call began or later. A change raises its version: two records of one user and version are the same.
   * Neither side changes bytes in place. Present exactly when `capabilities.profiles`.
   */
  profiles?(
    params: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<UserId, ProfileRecord>>
}
