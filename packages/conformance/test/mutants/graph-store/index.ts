import { approveMutants } from './approve'
import { blockMutants } from './block'
import { deliveryMutants } from './delivery'
import { followMutants } from './follow'
import { followLimitMutants } from './follow-limit'
import { followersMutants } from './followers'
import { idsMutants } from './ids'
import { listingsMutants } from './listings'
import { muteMutants } from './mute'
import { pullAuthorsMutants } from './pull-authors'
import { relationsMutants } from './relations'
import { unfollowMutants } from './unfollow'
import { versionsMutants } from './versions'

export const graphStoreMutants = [
  ...followMutants,
  ...listingsMutants,
  ...approveMutants,
  ...unfollowMutants,
  ...versionsMutants,
  ...followLimitMutants,
  ...blockMutants,
  ...muteMutants,
  ...relationsMutants,
  ...deliveryMutants,
  ...pullAuthorsMutants,
  ...followersMutants,
  ...idsMutants,
]
