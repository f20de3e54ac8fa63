import { randomInt } from 'node:crypto'
import { uuidv7Codec } from '@feed-engine/core'

const codec = uuidv7Codec()

/** An id as any generator of UUIDs of version 7 makes it. */
export function mintId(timestampMs: number = Date.now()): string {
  const random = (): number => randomInt(2 ** 32) / 2 ** 32
  return codec.idOf(
    codec.compose({ timestampMs, nodeId: randomInt(1_024), sequence: randomInt(codec.sequenceSize), random }),
  )
}
