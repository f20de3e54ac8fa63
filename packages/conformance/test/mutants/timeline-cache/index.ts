import { cellsMutants } from './cells'
import { evictMutants } from './evict'
import { idleLifeMutants } from './idle-life'
import { idsMutants } from './ids'
import { openMutants } from './open'
import { pushMutants } from './push'
import { readMutants } from './read'
import { replaceMutants } from './replace'
import { trimMutants } from './trim'

export const timelineCacheMutants = [
  ...cellsMutants,
  ...pushMutants,
  ...readMutants,
  ...idleLifeMutants,
  ...trimMutants,
  ...replaceMutants,
  ...openMutants,
  ...evictMutants,
  ...idsMutants,
]
