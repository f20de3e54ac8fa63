import type { DeliveryPolicyOptions } from '@feed-engine/core'
import type { Addresses } from '../servers/addresses'

/** What a worker process has to know. */
export interface Assignment {
  readonly profile: string
  readonly addresses: Addresses
  readonly namespace: string
  readonly cursorSecret: string
  readonly policy?: DeliveryPolicyOptions
}
