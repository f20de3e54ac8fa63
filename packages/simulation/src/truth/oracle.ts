import type {
  AccountVisibility,
  FollowState,
  Position,
  PostId,
  PostKind,
  PostRef,
  PostState,
  PostVisibility,
  UserId,
} from '@feed-engine/core'

/** Items shown before, among whose originals a repost's original may not be. */
export const REPOST_WINDOW = 40

/** What the oracle knows of a post. */
export interface OraclePost {
  readonly id: PostId
  readonly position: Position
  readonly authorId: UserId
  readonly kind: PostKind
  readonly state: PostState
  readonly visibility: PostVisibility
  /** Which edit it shows. @defaultValue 0: none */
  readonly edition?: number
  readonly expiresAtMs?: number
  readonly inReplyTo?: PostRef
  readonly repostOf?: PostRef
  readonly quoteOf?: PostRef
}

/** Everything that can become true. Each is what one call of the engine does when it succeeds. */
export type Change =
  | { readonly type: 'follow'; readonly userId: UserId; readonly targetId: UserId }
  | { readonly type: 'approve'; readonly userId: UserId; readonly targetId: UserId }
  | { readonly type: 'unfollow'; readonly userId: UserId; readonly targetId: UserId }
  | { readonly type: 'block'; readonly userId: UserId; readonly targetId: UserId }
  | { readonly type: 'unblock'; readonly userId: UserId; readonly targetId: UserId }
  | { readonly type: 'mute'; readonly userId: UserId; readonly targetId: UserId }
  | { readonly type: 'unmute'; readonly userId: UserId; readonly targetId: UserId }
  | { readonly type: 'account'; readonly userId: UserId; readonly visibility: AccountVisibility }
  | { readonly type: 'publish'; readonly post: OraclePost }
  | { readonly type: 'post-visibility'; readonly postId: PostId; readonly visibility: PostVisibility }
  | { readonly type: 'post-edit'; readonly postId: PostId; readonly edition: number }
  | { readonly type: 'post-state'; readonly postId: PostId; readonly state: PostState }

/** Rules that an engine can be configured with. */
export interface OracleRules {
  readonly replies: 'all' | 'both-followed'
}

interface Truth {
  readonly accounts: ReadonlyMap<UserId, AccountVisibility>
  readonly follows: ReadonlyMap<string, FollowState>
  readonly blocks: ReadonlySet<string>
  readonly mutes: ReadonlySet<string>
  readonly posts: ReadonlyMap<PostId, OraclePost>
}

const NOTHING: Truth = {
  accounts: new Map(),
  follows: new Map(),
  blocks: new Set(),
  mutes: new Set(),
  posts: new Map(),
}

/** A direction between two users. */
function pair(userId: UserId, targetId: UserId): string {
  return `${userId} ${targetId}`
}

function added<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value)
}

function without<K, V>(map: ReadonlyMap<K, V>, ...keys: readonly K[]): ReadonlyMap<K, V> {
  const copy = new Map(map)
  for (const key of keys) copy.delete(key)
  return copy
}

/**
 * The definition of the feeds, as plain as it can be put: one immutable value per state of the world, no indexes,
 * no caches. Being immutable, it can be asked about a moment that has passed, and forked where two things may be true.
 */
export class Oracle {
  readonly #truth: Truth
  readonly #rules: OracleRules

  constructor(rules: OracleRules = { replies: 'all' }, truth: Truth = NOTHING) {
    this.#truth = truth
    this.#rules = rules
  }

  /** The oracle after a change; itself if the change has no effect. */
  after(change: Change): Oracle {
    const truth = this.#changed(change)
    return truth === this.#truth ? this : new Oracle(this.#rules, truth)
  }

  /** Home timeline of a viewer, newest first. */
  home(viewerId: UserId, nowMs: number): PostId[] {
    return hideRepeatedReposts(this.homeCandidates(viewerId, nowMs)).map((post) => post.id)
  }

  /** The home timeline before repeated reposts are hidden. */
  homeCandidates(viewerId: UserId, nowMs: number): OraclePost[] {
    return newestFirst(
      this.#posts().filter(
        (post) =>
          this.#followsOrIs(viewerId, post.authorId) &&
          this.#admits(post, viewerId, nowMs) &&
          !this.mutes(viewerId, post.authorId) &&
          this.#showsOriginal(post, viewerId, nowMs, { mutesApply: true }) &&
          this.#wantsReply(post, viewerId),
      ),
    )
  }

  /** User timeline of an author for a viewer, newest first. */
  user(viewerId: UserId, authorId: UserId, nowMs: number): PostId[] {
    return this.userCandidates(viewerId, authorId, nowMs).map((post) => post.id)
  }

  userCandidates(viewerId: UserId, authorId: UserId, nowMs: number): OraclePost[] {
    return newestFirst(
      this.#posts().filter(
        (post) =>
          post.authorId === authorId &&
          this.#admits(post, viewerId, nowMs) &&
          this.#accountAdmits(authorId, viewerId) &&
          this.#showsOriginal(post, viewerId, nowMs, { mutesApply: false }),
      ),
    )
  }

  followOf(userId: UserId, targetId: UserId): FollowState | 'none' {
    return this.#truth.follows.get(pair(userId, targetId)) ?? 'none'
  }

  accountOf(userId: UserId): AccountVisibility {
    return this.#truth.accounts.get(userId) ?? 'public'
  }

  /** Number of accepted followers. */
  followersOf(userId: UserId): number {
    return [...this.#truth.follows].filter(([key, state]) => state === 'accepted' && key.endsWith(` ${userId}`)).length
  }

  blocks(userId: UserId, targetId: UserId): boolean {
    return this.#truth.blocks.has(pair(userId, targetId))
  }

  /** Whether either of two users blocks the other. */
  blocked(userId: UserId, otherId: UserId): boolean {
    return this.blocks(userId, otherId) || this.blocks(otherId, userId)
  }

  mutes(userId: UserId, targetId: UserId): boolean {
    return this.#truth.mutes.has(pair(userId, targetId))
  }

  /** Whether a viewer may see a post by itself. */
  mayRead(postId: PostId, viewerId: UserId, nowMs: number): boolean {
    const post = this.post(postId)
    return post !== undefined && this.#admits(post, viewerId, nowMs) && this.#accountAdmits(post.authorId, viewerId)
  }

  post(id: PostId): OraclePost | undefined {
    return this.#truth.posts.get(id)
  }

  /** All posts that ever were, in the order of their publication. */
  #posts(): readonly OraclePost[] {
    return [...this.#truth.posts.values()]
  }

  #followsOrIs(viewerId: UserId, authorId: UserId): boolean {
    return viewerId === authorId || this.followOf(viewerId, authorId) === 'accepted'
  }

  /** There, shown to this viewer by its visibility, and no block in between. */
  #admits(post: OraclePost, viewerId: UserId, nowMs: number): boolean {
    if (post.state !== 'visible') return false
    if (post.expiresAtMs !== undefined && post.expiresAtMs <= nowMs) return false
    if (post.authorId === viewerId) return true
    if (this.blocked(viewerId, post.authorId)) return false
    if (post.visibility === 'private') return false
    return post.visibility === 'public' || this.#followsOrIs(viewerId, post.authorId)
  }

  #accountAdmits(authorId: UserId, viewerId: UserId): boolean {
    return this.accountOf(authorId) === 'public' || this.#followsOrIs(viewerId, authorId)
  }

  #showsOriginal(post: OraclePost, viewerId: UserId, nowMs: number, rule: { readonly mutesApply: boolean }): boolean {
    if (post.repostOf === undefined) return true
    const original = this.post(post.repostOf.postId)
    if (original === undefined || !this.#admits(original, viewerId, nowMs)) return false
    if (!this.#accountAdmits(original.authorId, viewerId)) return false
    return !(rule.mutesApply && this.mutes(viewerId, original.authorId))
  }

  #wantsReply(post: OraclePost, viewerId: UserId): boolean {
    if (this.#rules.replies === 'all' || post.inReplyTo === undefined || post.authorId === viewerId) return true
    return this.#followsOrIs(viewerId, post.inReplyTo.authorId)
  }

  #changed(change: Change): Truth {
    const truth = this.#truth
    switch (change.type) {
      case 'follow':
        return this.#followed(change.userId, change.targetId)
      case 'approve': {
        const key = pair(change.userId, change.targetId)
        return truth.follows.has(key) ? { ...truth, follows: added(truth.follows, key, 'accepted') } : truth
      }
      case 'unfollow':
        return { ...truth, follows: without(truth.follows, pair(change.userId, change.targetId)) }
      case 'block': {
        const { userId, targetId } = change
        const follows = without(truth.follows, pair(userId, targetId), pair(targetId, userId))
        return { ...truth, follows, blocks: new Set(truth.blocks).add(pair(userId, targetId)) }
      }
      case 'unblock': {
        const blocks = new Set(truth.blocks)
        blocks.delete(pair(change.userId, change.targetId))
        return { ...truth, blocks }
      }
      case 'mute':
        return { ...truth, mutes: new Set(truth.mutes).add(pair(change.userId, change.targetId)) }
      case 'unmute': {
        const mutes = new Set(truth.mutes)
        mutes.delete(pair(change.userId, change.targetId))
        return { ...truth, mutes }
      }
      case 'account':
        return { ...truth, accounts: added(truth.accounts, change.userId, change.visibility) }
      case 'publish':
        return truth.posts.has(change.post.id)
          ? truth
          : { ...truth, posts: added(truth.posts, change.post.id, change.post) }
      case 'post-visibility':
        return this.#edited(change.postId, { visibility: change.visibility })
      case 'post-edit':
        return this.#edited(change.postId, { edition: change.edition })
      case 'post-state':
        return this.#edited(change.postId, { state: change.state })
    }
  }

  #followed(userId: UserId, targetId: UserId): Truth {
    if (this.blocked(userId, targetId) || this.followOf(userId, targetId) === 'accepted') return this.#truth
    const state = this.accountOf(targetId) === 'public' ? 'accepted' : 'pending'
    return { ...this.#truth, follows: added(this.#truth.follows, pair(userId, targetId), state) }
  }

  #edited(postId: PostId, edit: Partial<OraclePost>): Truth {
    const post = this.post(postId)
    if (post === undefined || post.state === 'deleted') return this.#truth
    return { ...this.#truth, posts: added(this.#truth.posts, postId, { ...post, ...edit }) }
  }
}

function newestFirst(posts: OraclePost[]): OraclePost[] {
  return posts.sort((a, b) => (a.position < b.position ? 1 : -1))
}

/** What counts as repeated: the post that a repost shows, or the post itself. */
export function originalOf(post: { readonly id: PostId; readonly repostOf?: PostRef }): PostId {
  return post.repostOf?.postId ?? post.id
}

/** From the top down, without the reposts whose original is among those of the items shown just before. */
export function hideRepeatedReposts(candidates: readonly OraclePost[]): OraclePost[] {
  const shown: OraclePost[] = []
  for (const post of candidates) {
    const repeats = (before: OraclePost): boolean => originalOf(before) === originalOf(post)
    if (post.repostOf === undefined || !shown.slice(-REPOST_WINDOW).some(repeats)) shown.push(post)
  }
  return shown
}
