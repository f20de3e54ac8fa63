import type { FeedView, ScrollState } from '../truth/page-check'
import type { RankedProgress } from '../truth/ranked-page-check'

/** A scroll that somebody has begun and may go on with. */
export interface Scroll {
  readonly key: string
  readonly view: FeedView
  /** Reads the stores alone. */
  readonly strict: boolean
  /** Whether its first page asks for a ranked feed. */
  readonly ranked: boolean
  /** Of a ranked scroll; absent before the first page. */
  progress?: RankedProgress
  state: ScrollState
  /** Where the next page begins; absent before the first page and after the last one. */
  cursor: string | undefined
}
