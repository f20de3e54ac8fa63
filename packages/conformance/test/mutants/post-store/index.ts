import { capabilitiesMutants } from './capabilities'
import { getManyMutants } from './get-many'
import { historyMutants } from './history'
import { idempotencyKeyMutants } from './idempotency-key'
import { idsMutants } from './ids'
import { listByAuthorsMutants } from './list-by-authors'
import { putMutants } from './put'
import { tombstoneMutants } from './tombstone'
import { updateMutants } from './update'
import { versionsMutants } from './versions'

export const postStoreMutants = [
  ...putMutants,
  ...listByAuthorsMutants,
  ...idempotencyKeyMutants,
  ...getManyMutants,
  ...updateMutants,
  ...historyMutants,
  ...tombstoneMutants,
  ...versionsMutants,
  ...capabilitiesMutants,
  ...idsMutants,
]
