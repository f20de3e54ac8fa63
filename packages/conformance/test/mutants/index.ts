import { commonMutants } from './common'
import { eventBusMutants } from './event-bus'
import { graphStoreMutants } from './graph-store'
import { keyValueCacheMutants } from './key-value-cache'
import type { Mutant } from './mutant'
import { outboxMutants } from './outbox'
import { postStoreMutants } from './post-store'
import { signalStoreMutants } from './signal-store'
import { timelineCacheMutants } from './timeline-cache'
import { userDirectoryMutants } from './user-directory'

export const mutants: readonly Mutant[] = [
  ...postStoreMutants,
  ...outboxMutants,
  ...graphStoreMutants,
  ...timelineCacheMutants,
  ...eventBusMutants,
  ...keyValueCacheMutants,
  ...userDirectoryMutants,
  ...signalStoreMutants,
  ...commonMutants,
]
