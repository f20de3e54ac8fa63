import { commonMutants } from './common'
import { counterArchiveMutants } from './counter-archive'
import { counterStoreMutants } from './counter-store'
import { eventBusMutants } from './event-bus'
import { graphStoreMutants } from './graph-store'
import { keyValueCacheMutants } from './key-value-cache'
import type { Mutant } from './mutant'
import { outboxMutants } from './outbox'
import { postStoreMutants } from './post-store'
import { signalStoreMutants } from './signal-store'
import { timelineCacheMutants } from './timeline-cache'
import { userDirectoryMutants } from './user-directory'
import { writeBehindMutants } from './write-behind'

export const mutants: readonly Mutant[] = [
  ...postStoreMutants,
  ...outboxMutants,
  ...graphStoreMutants,
  ...timelineCacheMutants,
  ...eventBusMutants,
  ...keyValueCacheMutants,
  ...userDirectoryMutants,
  ...signalStoreMutants,
  ...counterStoreMutants,
  ...writeBehindMutants,
  ...counterArchiveMutants,
  ...commonMutants,
]
