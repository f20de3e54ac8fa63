import type { Counts, Post, PostId, Profile, UserId } from '../model'

/**
 * `cached`: from the viewer's timeline, with the posts of pull authors merged in. `rebuilt`: the timeline was cold
 * and this read filled it. `live`: all or part of the page was pulled from the stores.
 */
export type Freshness = 'cached' | 'rebuilt' | 'live'

/**
 * A fallback that a read had to take. Empty in healthy runs. `profiles-unavailable`: profiles of some authors are missing,
 * or as they were some time ago, since the directory did not answer. `signals-unavailable`, `counters-unavailable`: what
 * they would have told is missing from scores and items. `seen-unavailable`: posts are shown whether they were seen or not.
 * `discovery-unavailable`: a short page was not filled up.
 */
export type Degradation =
  | 'timeline-cache-unavailable'
  | 'scan-limit-reached'
  | 'profiles-unavailable'
  | 'signals-unavailable'
  | 'counters-unavailable'
  | 'discovery-unavailable'
  | 'seen-unavailable'
  | RankingDegradation

/**
 * How far down a ranked feed fell. The scorer failed: fewer candidates were ranked, or by the scores of the viewer's latest
 * session, or not at all. The stores that candidates come from failed: the posts are those of the viewer's latest session.
 * Or a session was lost, and the feed goes on below it, newest first.
 */
export type RankingDegradation =
  | 'ranking-fewer-candidates'
  | 'ranking-cached-scores'
  | 'ranking-chronological'
  | 'ranking-stale-snapshot'
  | 'ranking-session-lost'

/** Why an item is on the page. */
export interface Why {
  /**
   * `own`: the viewer wrote it; `followed`: the viewer follows its author; `profile`: the viewer looks at the author;
   * `discovered`: others engage with it.
   */
  readonly reason: 'own' | 'followed' | 'profile' | 'discovered'
  /** Where the engine found it. */
  readonly source: 'timeline' | 'pull' | 'session' | 'trending'
  /** How the item came to its place in a ranked feed. Absent where it stands by its time. */
  readonly ranking?: Explanation
}

/** How a score came about. Multiply and add it up, and you get the score again. */
export interface Explanation {
  /** What the session is ordered by, after diversity. */
  readonly score: number
  /** Terms by name, weighted; 0 where nothing is known. The default scorer's: `relationship`, `engagement`, `affinity`. */
  readonly terms: Readonly<Record<string, number>>
  /** Factors by name. The default scorer's: `recency`, `type`, `fatigue`, `network`; of all scorers: `diversity`. */
  readonly multipliers: Readonly<Record<string, number>>
  /** The largest term; `recency` if all are 0, or the scorer does not tell its terms. */
  readonly mainReason: string
}

/** The ranked session that a page belongs to. */
export interface RankingInfo {
  readonly scorer: string
  /** The time that all scores of the session were worked out at. */
  readonly rankedAtMs: number
  /** The engagement that counts as 1, and whose 95th percentile it is. */
  readonly e95: number
  readonly population: 'last-hour' | 'all-candidates'
  /** The session before had expired: this one begins with this page, without what that had served. */
  readonly restarted: boolean
}

/** What was put on a short page besides the feed itself: the items whose `why.reason` is `discovered`, behind all others. */
export interface DiscoveryInfo {
  /** Of the `limit` asked for, how much may be discovered: the engine's `discovery.share`, 1 for who follows nobody. */
  readonly share: number
  /** Discovered items on this page. */
  readonly count: number
}

/** A candidate that is not on the page, and the filter that dropped it. */
export interface DroppedPost {
  readonly postId: PostId
  readonly reason: string
}

/** What a viewer did with a post. */
export interface ViewerState {
  readonly liked: boolean
}

/** What is counted of a post. */
export interface PostCounts {
  readonly counts: Counts
  /** Present if a viewer was asked for. */
  readonly viewer?: ViewerState
}

/** What a post says, or said before an edit. Everything in it is the caller's own copy. */
export interface PostVersion<Body> {
  /** The version of the post, or the last one that said it. */
  readonly version: number
  readonly body: Body | undefined
  readonly topics?: readonly string[]
  readonly contentType?: string
  readonly mediaRefs?: readonly string[]
  /** When an edit replaced it, milliseconds since the Unix epoch; absent from what the post says now. */
  readonly replacedAtMs?: number
}

/** Posts of a home timeline above an earlier page. */
export interface NewPosts {
  /** At most the cap. */
  readonly count: number
  /** There are more, or may be. */
  readonly capped: boolean
}

/** One line of a feed. Everything in it is the caller's own copy. */
export interface FeedItem<Body> {
  readonly post: Post<Body>
  /** The post that a repost shows. */
  readonly original?: Post<Body>
  /**
   * How often the post that is shown — the original, for a repost — was liked, answered, reposted, quoted and viewed. Its
   * visibility to others is not looked at: answers that this viewer may not see count too. Absent without
   * `stores.counters`, or while they do not answer.
   */
  readonly counts?: Counts
  /** What the viewer did with that post. Present with `counts`. */
  readonly viewer?: ViewerState
  readonly why: Why
}

export interface FeedPage<Body> {
  /** Newest first, or in the order of the ranked session. May be shorter than asked for before the end; only a missing `nextCursor` means the end. */
  readonly items: readonly FeedItem<Body>[]
  /**
   * Profiles of the authors of all posts and originals on the page, by user: those who have one. May lag behind the
   * directory, and are for showing alone. Present exactly when the directory has profiles.
   */
  readonly profiles?: ReadonlyMap<UserId, Profile>
  /** Opaque, signed, valid for this viewer and feed. Absent exactly when nothing is left below this page. */
  readonly nextCursor?: string
  /**
   * Marks the newest post that this page looked at, for `since`. Present on first pages of home timelines, of empty ones
   * too.
   */
  readonly topCursor?: string
  /**
   * Leads to the posts between this page and `since`: pages with it as `cursor` end there. Absent when none are left.
   */
  readonly gapCursor?: string
  /** Present on the pages of a ranked session, and below it. */
  readonly ranking?: RankingInfo
  /** Present on a home feed that ended short on its first page, if the option `discovery` fills it up. */
  readonly discovered?: DiscoveryInfo
  /** What was dropped while the page was made: present exactly when the request asked to `debug`. */
  readonly dropped?: readonly DroppedPost[]
  readonly freshness: Freshness
  readonly degraded: readonly Degradation[]
}
