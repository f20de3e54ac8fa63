import type { BodyContext } from '../context/engine-context'
import type { PageFiller } from '../read/page-filler'
import { Boards } from './boards'
import { DiscoveryFiller } from './discovery-filler'

/** What reads need to discover anything. */
export interface Discovery<Body> {
  readonly boards: Boards
  /** Absent: short home feeds stay short. */
  readonly filler: PageFiller<Body> | undefined
}

/** Undefined where no boards are kept. */
export function createDiscovery<Body>(context: BodyContext<Body>): Discovery<Body> | undefined {
  const { signals, options } = context
  if (signals === undefined || options.discovery === undefined) return undefined
  const { share } = options.discovery
  const boards = new Boards(context, signals)
  return { boards, filler: share === 0 ? undefined : new DiscoveryFiller(context, { signals, boards, share }) }
}
