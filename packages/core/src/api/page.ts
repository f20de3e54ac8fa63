import type { Post, Profile, UserId } from '../model'

/**
 * `cached`: from the viewer's timeline, with the posts of pull authors merged in. `rebuilt`: the timeline was cold
 * and this read filled it. `live`: all or part of the page was pulled from the stores.
 */
export type Freshness = 'cached' | 'rebuilt' | 'live'

/**
 * A fallback that a read had to take. Empty in healthy runs. `profiles-unavailable`: profiles of some authors are missing,
 * or as they were some time ago, since the directory did not answer.
 */
export type Degradation = 'timeline-cache-unavailable' | 'scan-limit-reached' | 'profiles-unavailable'

/** Why an item is on the page. */
export interface Why {
  /** `own`: the viewer wrote it; `followed`: the viewer follows its author. */
  readonly reason: 'own' | 'followed' | 'profile'
  /** Where the engine found it. */
  readonly source: 'timeline' | 'pull'
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

/** One line of a feed. Everything in it is the caller's own copy. */
export interface FeedItem<Body> {
  readonly post: Post<Body>
  /** The post that a repost shows. */
  readonly original?: Post<Body>
  readonly why: Why
}

export interface FeedPage<Body> {
  /** Newest first. May be shorter than asked for before the end; only a missing `nextCursor` means the end. */
  readonly items: readonly FeedItem<Body>[]
  /**
   * Profiles of the authors of all posts and originals on the page, by user: those who have one. May lag behind the
   * directory, and are for showing alone. Present exactly when the directory has profiles.
   */
  readonly profiles?: ReadonlyMap<UserId, Profile>
  /** Opaque, signed, valid for this viewer and feed. Absent exactly when nothing is left below this page. */
  readonly nextCursor?: string
  readonly freshness: Freshness
  readonly degraded: readonly Degradation[]
}
