import type { Scale, WorkloadSettings } from '../../harness/workload'
import type { LiveFeed, LiveFeedOptions } from '../../live-feed/live-feed'

/** What is done at one point of a curve. */
export interface Job {
  /** `push`, `warm read`, `cold read`. */
  readonly name: string
  readonly unit: string
  readonly unitsPerOperation: number
  readonly operations: number
  readonly command: string
  operate(turn: number): Promise<unknown>
}

/** A feed that has grown to one point of a curve. */
export interface Point {
  readonly jobs: readonly Job[]
  /** Ends what was started beside the feed. */
  end?(): Promise<void>
}

/** How costs grow with one thing, while everything else stays as it is. */
export interface Curve {
  /** What grows, in the plural. */
  readonly axis: string
  readonly points: Readonly<Record<Scale, readonly number[]>>
  /** Whether it needs stores that several processes can share. */
  readonly processes?: true
  /** What the feed of a point is opened with. @defaultValue nothing */
  options?(at: number): LiveFeedOptions
  /** Fills an empty feed. */
  grow(settings: WorkloadSettings, feed: LiveFeed, at: number): Promise<Point>
}
