import type { Position, TimelineSlice } from '@feed-engine/core'
import type { Script } from '../client/script'

/** What a reader asked for. */
export interface SliceRequest {
  readonly before?: Position
  readonly limit: number
}

/** How timelines lie in Redis: scripts with the same parameters for each encoding, and how their answers are read. */
export interface TimelineEncoding {
  readonly name: 'packed' | 'sorted-set'
  /** Version of headers and entries: processes with another one are told apart by the layout of their map. */
  readonly format: number
  /** Letters of the keys that a timeline consists of; scripts are given the first. */
  readonly parts: readonly [string, ...string[]]
  /** A rough size of an entry at rest. */
  readonly bytesPerEntry: number
  readonly push: Script
  readonly read: Script
  readonly open: Script
  readonly replace: Script
  /** Reads the answer of `read`, unless the timeline is absent. */
  decode(reply: readonly unknown[], request: SliceRequest): TimelineSlice
}
