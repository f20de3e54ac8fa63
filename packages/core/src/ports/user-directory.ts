import type { TenantId, UserId } from '../model'
import type { Adapter, PortCall } from './call'

/** Optional: who exists. With it, following or mentioning somebody unknown is an error; without it, any id is a user. */
export interface UserDirectory extends Adapter {
  /** Those of the users who exist. */
  existing(
    params: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlySet<UserId>>
}
