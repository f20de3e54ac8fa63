import type { FeedPage } from '../api/page'
import type { UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import type { SeenPosts } from './seen-posts'

/** Puts something on home feeds that end on their first page before it is full. */
export interface PageFiller<Body> {
  /** The page, and behind its items what else the viewer might like. Its own items stay as they are; never rejects. */
  fillUp(
    page: FeedPage<Body>,
    asked: {
      readonly viewerId: UserId
      readonly limit: number
      readonly region: string | undefined
      /** Absent: posts are shown whether they were seen or not. */
      readonly seen: SeenPosts | undefined
    },
    budget: CallBudget,
  ): Promise<FeedPage<Body>>
}
