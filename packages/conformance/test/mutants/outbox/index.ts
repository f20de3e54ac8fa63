import { acknowledgeMutants } from './acknowledge'
import { claimMutants } from './claim'
import { leaseMutants } from './lease'
import { releaseMutants } from './release'
import { storesEventsMutants } from './stores-events'

export const outboxMutants = [
  ...storesEventsMutants,
  ...acknowledgeMutants,
  ...claimMutants,
  ...releaseMutants,
  ...leaseMutants,
]
