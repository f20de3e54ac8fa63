import type { EngineContext } from '../context/engine-context'
import { readPosts } from '../hydrate/read-posts'
import {
  EVERY_READER,
  highestPosition,
  type Position,
  type PostId,
  type PostRecord,
  type ReaderClass,
  type Relation,
  type TimelineEntry,
  type UserId,
} from '../model'
import type { ViewerRelations } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import type { Evidence } from './admission'
import type { SeenPosts } from './seen-posts'

/** Follows that a read pulls one by one before it rather fills the timeline anew. */
const MAX_NEW_FOLLOWEES = 100

/** Whoever wants to know the authors of a page early. */
export interface AuthorProfiles {
  meet(userIds: Iterable<UserId>): void
}

/** Whoever wants to know the posts of a page early. */
export interface ShownPosts {
  meet(postIds: readonly PostId[]): void
  /** Posts that are only to be ranked. */
  meetCandidates(postIds: readonly PostId[]): void
}

/** What one read has learned from the stores. It begins empty: nothing that decides is older than the read. */
export class ReadSession implements Evidence {
  readonly viewerId: UserId
  readonly budget: CallBudget
  /** Of the authors met; absent where nobody asks for them. */
  readonly profiles: AuthorProfiles | undefined
  readonly #counters: ShownPosts | undefined
  readonly #context: EngineContext
  readonly #posts = new Map<PostId, PostRecord | undefined>()
  /** Posts as this process remembers them, unconfirmed: to rank, not to show. */
  readonly #recalled = new Map<PostId, PostRecord>()
  #recalling = false
  readonly #relations = new Map<UserId, Relation>()
  /** Ids of the positions met: each is worked out once in a read. */
  readonly #ids = new Map<Position, PostId>()
  /** Absent where posts are shown whether they were seen or not. */
  readonly seen: SeenPosts | undefined

  constructor(
    context: EngineContext,
    viewerId: UserId,
    budget: CallBudget,
    parts: {
      readonly profiles?: AuthorProfiles | undefined
      readonly counters?: ShownPosts | undefined
      readonly seen?: SeenPosts | undefined
    } = {},
  ) {
    this.#context = context
    this.viewerId = viewerId
    this.budget = budget
    this.profiles = parts.profiles
    this.#counters = parts.counters
    this.seen = parts.seen
  }

  post(postId: PostId): PostRecord | undefined {
    return this.#posts.get(postId)
  }

  /** The post at a position. */
  at(position: Position): PostRecord | undefined {
    return this.post(this.#idOf(position))
  }

  /** While the work is done, what the process remembers of a post will do, and the store need not confirm it. */
  async recalling<T>(work: () => Promise<T>): Promise<T> {
    this.#recalling = true
    try {
      return await work()
    } finally {
      this.#recalling = false
    }
  }

  /** The post, or what it was when this process read it last. */
  recalled(postId: PostId): PostRecord | undefined {
    return this.#posts.get(postId) ?? this.#recalled.get(postId)
  }

  recalledAt(position: Position): PostRecord | undefined {
    return this.recalled(this.#idOf(position))
  }

  relation(userId: UserId): Relation | undefined {
    return this.#relations.get(userId)
  }

  /** Takes over what the graph said to another part of the same read. */
  learn({ relations }: ViewerRelations): void {
    for (const [userId, relation] of relations) this.#relations.set(userId, relation)
  }

  /** Reads posts, and the originals of the reposts among them. */
  async hydrate(positions: readonly Position[]): Promise<void> {
    const postIds = positions.map((position) => this.#idOf(position))
    await this.#read(postIds)
    const originals = postIds.flatMap((postId) => this.recalled(postId)?.repostOf?.postId ?? [])
    await this.#read(originals)
  }

  /** Says ahead whose posts will be read, as far as hints of earlier reads tell. */
  meetAuthors(entries: readonly TimelineEntry[]): void {
    this.profiles?.meet(entries.flatMap(({ authorHint }) => this.#context.hints.authorOf(authorHint) ?? []))
  }

  /**
   * As {@link ask}, while the posts of the entries are still being read, if their authors are known from earlier reads;
   * {@link complete} adds whom that missed.
   */
  async askAhead(
    entries: readonly TimelineEntry[],
    hydrated: Promise<void>,
    params: {
      readonly pulledAbove: Position
      readonly followedAfterVersion: number
      readonly readerClass: ReaderClass
    },
  ): Promise<ViewerRelations> {
    const authorIds: UserId[] = []
    for (const { authorHint } of entries) {
      const authorId = this.#context.hints.authorOf(authorHint)
      if (authorId === undefined) {
        await hydrated
        this.#learnAuthors()
        return this.ask(params)
      }
      if (authorId !== this.viewerId) authorIds.push(authorId)
    }
    return this.ask({ ...params, authorIds })
  }

  /** Relations to the authors of everything read so far, in one call that also tells what else has to be pulled. */
  async ask(params: {
    readonly pulledAbove: Position
    readonly followedAfterVersion?: number
    /** Of the timeline that the answer completes. @defaultValue `EVERY_READER` */
    readonly readerClass?: ReaderClass
    readonly authorIds?: readonly UserId[]
  }): Promise<ViewerRelations> {
    const { authorIds = [], ...rest } = params
    const view = await this.#context.graph.viewerRelations(
      {
        tenant: this.#context.tenant,
        viewerId: this.viewerId,
        authorIds: [...new Set([...this.#unknownAuthors(), ...authorIds])],
        readerClass: EVERY_READER,
        newFolloweesLimit: MAX_NEW_FOLLOWEES,
        ...rest,
      },
      this.budget.forPort(),
    )
    this.learn(view)
    return view
  }

  /** Asks for what is still missing about the posts read so far: relations, and whether they were seen. */
  async complete(): Promise<void> {
    const seen = this.seen?.learn([...this.#recalled.keys(), ...this.#posts.keys()])
    if (this.#unknownAuthors().size > 0) await this.ask({ pulledAbove: highestPosition(this.#context.ids.width) })
    await seen
  }

  #idOf(position: Position): PostId {
    const known = this.#ids.get(position)
    if (known !== undefined) return known
    const postId = this.#context.ids.idOf(position)
    this.#ids.set(position, postId)
    return postId
  }

  #learnAuthors(): void {
    for (const post of this.#met()) {
      if (post !== undefined) this.#context.hints.of(this.#context.tenant, post.authorId)
    }
  }

  #unknownAuthors(): ReadonlySet<UserId> {
    const unknown = new Set<UserId>()
    const want = (userId: UserId | undefined): void => {
      if (userId !== undefined && userId !== this.viewerId && !this.#relations.has(userId)) unknown.add(userId)
    }
    for (const post of this.#met()) {
      want(post?.authorId)
      want(post?.repostOf?.authorId)
      if (this.#context.options.replies === 'both-followed') want(post?.inReplyTo?.authorId)
    }
    return unknown
  }

  async #read(postIds: readonly PostId[]): Promise<void> {
    if (!this.#recalling) this.#counters?.meet(postIds)
    const unread = [...new Set(postIds)].filter((postId) => !this.#isRead(postId))
    const missing = this.#recalling ? this.#recall(unread) : unread
    if (missing.length === 0) return
    const found = await readPosts(this.#context, missing, this.budget)
    for (const postId of missing) this.#posts.set(postId, found.get(postId))
    this.profiles?.meet([...found.values()].map(({ authorId }) => authorId))
  }

  #isRead(postId: PostId): boolean {
    return this.#posts.has(postId) || (this.#recalling && this.#recalled.has(postId))
  }

  /** Takes over what the process remembers; answers the rest. */
  #recall(postIds: readonly PostId[]): readonly PostId[] {
    this.#counters?.meetCandidates(postIds)
    const { posts } = this.#context.processCache
    return postIds.filter((postId) => {
      const record = posts.get(postId)
      if (record !== undefined) this.#recalled.set(postId, record)
      return record === undefined
    })
  }

  *#met(): Generator<PostRecord | undefined> {
    yield* this.#recalled.values()
    yield* this.#posts.values()
  }
}
