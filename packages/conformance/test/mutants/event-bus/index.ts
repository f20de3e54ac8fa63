import { ackTimeoutMutants } from './ack-timeout'
import { broadcastMutants } from './broadcast'
import { closeMutants } from './close'
import { deadLettersMutants } from './dead-letters'
import { deliveryMutants } from './delivery'
import { groupsMutants } from './groups'
import { keyOrderMutants } from './key-order'
import { lagMutants } from './lag'
import { replayMutants } from './replay'
import { verdictsMutants } from './verdicts'

export const eventBusMutants = [
  ...verdictsMutants,
  ...keyOrderMutants,
  ...groupsMutants,
  ...deliveryMutants,
  ...deadLettersMutants,
  ...ackTimeoutMutants,
  ...lagMutants,
  ...closeMutants,
  ...broadcastMutants,
  ...replayMutants,
]
