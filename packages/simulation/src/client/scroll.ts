import type { FeedView, ScrollState } from '../truth/page-check'

/** A scroll that somebody has begun and may go on with. */
export interface Scroll {
  readonly key: string
  readonly view: FeedView
  /** Reads the stores alone. */
  readonly strict: boolean
  state: ScrollState
  /** Where the next page begins; absent before the first page and after the last one. */
  cursor: string | undefined
}
