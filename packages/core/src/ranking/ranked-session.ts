import type { Position, UserId } from '../model'
import type { ScorePopulation } from '../scoring/scorer'
import type { RankedPost } from '../scoring/slate'

/** The order in which a viewer reads, fixed when its first page was made. */
export interface RankedSession {
  /** 16 hexadecimal digits. */
  readonly id: string
  /** The time that scores were worked out at; the session lives from here. */
  readonly rankedAtMs: number
  readonly scorer: string
  readonly e95: number
  readonly population: ScorePopulation
  readonly order: readonly RankedPost[]
  /** Where the feed goes on, newest first, when all of the order is served: exclusive. */
  readonly below: Position
  /** What earlier sessions of this scroll had served when they expired: neither ranked nor shown again. */
  readonly served: readonly Position[]
  /** Authors whom the viewer is not to see for now. */
  readonly hiddenAuthors: readonly UserId[]
}
