import type { Profile, UserId } from '../model'
import type { Degradation, FeedItem } from './page'

export interface TrendingRequest {
  readonly viewerId: UserId
  /** Only posts with this topic. 1 to 256 bytes. */
  readonly topic?: string
  /** Only posts with this `homeRegion`. 1 to 256 bytes. */
  readonly region?: string
  /** Posts at most, an integer in 1..100. @defaultValue 20 */
  readonly limit?: number
}

export interface TrendingPosts<Body> {
  /** The most engaged with first; fewer than asked for if the board has no more that the viewer may see. */
  readonly items: readonly FeedItem<Body>[]
  /** As on a page. */
  readonly profiles?: ReadonlyMap<UserId, Profile>
  readonly degraded: readonly Degradation[]
}

export interface PopularAuthorsRequest {
  readonly viewerId: UserId
  /** Only what was done with posts of this topic counts. 1 to 256 bytes. */
  readonly topic?: string
  /** Authors at most, an integer in 1..100. @defaultValue 20 */
  readonly limit?: number
}

export interface PopularAuthor {
  readonly authorId: UserId
  /** Weights of what was done with the author's posts, decayed to now; above 0. */
  readonly score: number
}

export interface SuggestedFollowsRequest {
  readonly viewerId: UserId
  /** Users at most, an integer in 1..100. @defaultValue 20 */
  readonly limit?: number
}

export interface SuggestedFollow {
  readonly userId: UserId
  /** How many of those whom the viewer follows, and who were looked at, follow this user: at least 1. */
  readonly count: number
  /** Up to three of them. */
  readonly followedBy: readonly UserId[]
}
