import { getAndSetMutants } from './get-and-set'
import { invalidationMutants } from './invalidate'
import { keyMutants } from './keys'
import { leaseMutants } from './leases'
import { lifeMutants } from './life'
import { versionMutants } from './versions'

export const keyValueCacheMutants = [
  ...getAndSetMutants,
  ...versionMutants,
  ...lifeMutants,
  ...invalidationMutants,
  ...leaseMutants,
  ...keyMutants,
]
