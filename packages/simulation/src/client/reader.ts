import { type FeedPage, type PostCounts, type PostId, READER_CLASSES, type UserId } from '@feed-engine/core'
import type { Coverage } from '../coverage'
import type { Deployment } from '../deployment/deployment'
import type { SimulatedTime } from '../time/simulated-time'
import type { Trace } from '../trace'
import { checkCounts } from '../truth/counter-check'
import { type Facts, type Observation, possibleEditions, possibleWorlds } from '../truth/facts'
import type { Interactions } from '../truth/interactions'
import type { OraclePost } from '../truth/oracle'
import { CLOCK_TOLERANCE_MS, checkPage, type PageQuestion, Violation, wrongEdition } from '../truth/page-check'
import { checkRankedPage } from '../truth/ranked-page-check'
import type { PostBody } from './body'
import type { Client, ReadAnswer } from './client'
import type { PostBook } from './post-book'
import type { Scroll } from './scroll'

/** Reads of one page that may fail before the reader leaves it. */
const TRIES = 3

/** How far ahead of the clocks an id may be: authors' ids rise, whichever process mints them. */
const MINTED_AHEAD_MS = 2_000

/** Pages beyond one per post after which a scroll goes round in circles. */
const SPARE_PAGES = 20

/** What is known when a read begins. */
interface Known {
  readonly observation: Observation
  /** Deeds of viewers that count by then. */
  readonly learnedUpTo: number
}

/** Reads feeds, and checks whatever comes back against all that may be true. */
export class Reader {
  readonly #client: Client
  readonly #facts: Facts
  readonly #interactions: Interactions
  readonly #book: PostBook
  readonly #deployment: Deployment
  readonly #time: SimulatedTime
  readonly #coverage: Coverage
  readonly #trace: Trace

  constructor(parts: {
    readonly client: Client
    readonly facts: Facts
    readonly interactions: Interactions
    readonly book: PostBook
    readonly deployment: Deployment
    readonly time: SimulatedTime
    readonly coverage: Coverage
    readonly trace: Trace
  }) {
    this.#client = parts.client
    this.#facts = parts.facts
    this.#interactions = parts.interactions
    this.#book = parts.book
    this.#deployment = parts.deployment
    this.#time = parts.time
    this.#coverage = parts.coverage
    this.#trace = parts.trace
  }

  /** Reads one page; again, if the stores fail the read. Answers the items, or `undefined` if it failed each time. */
  async readNext(scroll: Scroll, limit: number): Promise<readonly PostId[] | undefined> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const page = await this.#readPage(scroll, limit)
      if (page !== undefined) return page.items.map(({ post }) => post.id)
    }
    return undefined
  }

  /** Reads from the top to the end, in pages of these sizes in turn. Answers all items, or `undefined` if a read failed. */
  async readToEnd(scroll: Scroll, sizes: readonly number[], pauseMs = 0): Promise<readonly PostId[] | undefined> {
    const all: PostId[] = []
    for (let pages = 0; ; pages++) {
      const items = await this.readNext(scroll, sizes[pages % sizes.length] ?? 1)
      if (items === undefined) return undefined
      all.push(...items)
      if (scroll.cursor === undefined) return all
      if (pages > this.#book.postIds.length + SPARE_PAGES) throw new Violation('A scroll has no end')
      if (pauseMs > 0) await this.#time.sleep(this.#time.shortened(pauseMs))
    }
  }

  /** Reads one post and checks whether the viewer may see it. */
  async readPost(postId: PostId, viewerId: UserId): Promise<void> {
    const observation = this.#facts.observe()
    try {
      const answer = await this.#client.read('getPost', (engine, options) =>
        engine.getPost({ postId, viewerId }, options),
      )
      const worlds = possibleWorlds(observation, viewerId)
      if (answer.kind === 'failed' || worlds === undefined) return
      if (answer.kind === 'refused') throw new Violation(`getPost was refused with ${answer.code}`)
      const { value, fromMs, toMs } = answer
      const may = worlds.some((world) => world.mayRead(postId, viewerId, fromMs))
      const must = worlds.every((world) => world.mayRead(postId, viewerId, toMs + CLOCK_TOLERANCE_MS))
      if (value !== null && !may) throw new Violation(`getPost shows ${postId} to ${viewerId}, who may not see it`)
      const wrong = value === null ? undefined : wrongEdition(value, possibleEditions(observation, postId))
      if (wrong !== undefined) throw new Violation(`getPost ${wrong}`)
      if (value === null && must) throw new Violation(`getPost hides ${postId} from ${viewerId}`)
    } finally {
      this.#facts.endObservation(observation)
    }
  }

  /** Reads the counters of posts and checks them. False if the read failed. */
  async readCounts(postIds: readonly PostId[], viewerId: UserId): Promise<boolean> {
    const countedUpTo = this.#interactions.appliedUpTo
    const answer = await this.#client.read(
      'counters',
      (engine, options) => engine.counters({ postIds, viewerId }, options),
      { pushes: true },
    )
    if (answer.kind === 'refused') throw new Violation(`counters was refused with ${answer.code}`)
    if (answer.kind === 'failed') return false
    for (const postId of postIds) {
      const found = answer.value.get(postId)
      if (found === undefined) throw new Violation(`No counters came of post ${postId}`)
      this.#checkCounts({ postId, viewerId, found, countedUpTo })
    }
    return true
  }

  async #readPage(scroll: Scroll, limit: number): Promise<FeedPage<PostBody> | undefined> {
    const observation = this.#facts.observe()
    const learnedUpTo = this.#interactions.appliedUpTo
    try {
      const { view, cursor } = scroll
      const request = { viewerId: view.viewerId, limit, ...(cursor === undefined ? {} : { cursor }) }
      const ranking = scroll.ranked ? 'ranked' : 'chronological'
      const answer = await this.#client.read(`read ${view.kind}`, (engine, options) =>
        view.kind === 'home'
          ? engine.homeTimeline({ ...request, ranking, read: scroll.strict ? 'strict' : 'cached' }, options)
          : engine.userTimeline({ ...request, authorId: view.authorId }, options),
      )
      if (answer.kind === 'failed') return undefined
      if (answer.kind === 'refused') {
        throw new Violation(`A read of a ${view.kind} timeline was refused with ${answer.code}`)
      }
      this.#check(scroll, limit, answer, { observation, learnedUpTo })
      return answer.value
    } finally {
      this.#facts.endObservation(observation)
    }
  }

  /** Checks a page, and moves the scroll on. */
  #check(scroll: Scroll, limit: number, answer: ReadAnswer<FeedPage<PostBody>>, known: Known): void {
    const { value: page, fromMs, toMs } = answer
    const { observation } = known
    const { view, strict } = scroll
    const ids = page.items.map(({ post }) => post.id).join(' ')
    this.#trace.add(`page ${view.kind} ${view.viewerId} ${ids} ${page.nextCursor === undefined ? 'end' : 'more'}`)
    for (const { post } of page.items) this.#book.recognise(post, observation)
    for (const { post, original = post, counts, viewer } of page.items) {
      if (counts === undefined || viewer === undefined) continue
      const found = { counts, viewer }
      const countedUpTo = known.learnedUpTo
      this.#checkCounts({ postId: original.id, viewerId: view.viewerId, found, countedUpTo })
    }
    const worlds = possibleWorlds(observation, view.viewerId)
    if (worlds === undefined) {
      this.#coverage.add('pages unchecked')
      scroll.cursor = undefined
      return
    }
    this.#coverage.add('pages checked')
    if (worlds.length > 1) this.#coverage.add('pages checked while facts were open')
    const question: PageQuestion = {
      view,
      page,
      limit,
      scroll: scroll.state,
      worlds,
      fromMs,
      toMs,
      editionsOf: (postId) => possibleEditions(observation, postId),
      unknownPosts: [...observation.open].some((fact) => fact.change === undefined),
      isApplied: (post) => strict || view.kind === 'user' || this.#isApplied(post, view.viewerId, observation),
    }
    if (scroll.ranked) this.#checkRanked(scroll, question, known.learnedUpTo)
    else scroll.state = checkPage(question)
    scroll.cursor = page.nextCursor
  }

  #checkCounts(read: {
    readonly postId: PostId
    readonly viewerId: UserId
    readonly found: PostCounts
    readonly countedUpTo: number
  }): void {
    this.#coverage.add('counts checked')
    const told = this.#interactions.about(read.postId)
    checkCounts({ ...read, told, appliedUpTo: read.countedUpTo, toMs: this.#time.now() })
  }

  #checkRanked(scroll: Scroll, question: PageQuestion, learnedUpTo: number): void {
    const { settings, ids, hasCachelessApis } = this.#deployment
    const hidden = this.#interactions.hiddenFrom(question.view.viewerId, learnedUpTo)
    const timestampMs = question.toMs + MINTED_AHEAD_MS
    const { state, progress } = checkRankedPage({
      ...question,
      progress: scroll.progress,
      hiddenAuthors: hasCachelessApis ? { ...hidden, must: new Set() } : hidden,
      bornBelow: ids.compose({ timestampMs, nodeId: 0, sequence: 0, random: () => 0 }),
      sessionTtlMs: settings.rankedSessionTtlMs,
    })
    scroll.state = state
    scroll.progress = progress
    this.#coverage.add('ranked pages checked')
    if (question.page.ranking?.restarted === true) this.#coverage.add('ranked sessions restarted')
    for (const name of question.page.degraded) this.#coverage.add(`ranked page ${name}`)
  }

  /** Applied: acknowledged before the last complete drain, or the viewer's own, or pulled, whatever the reader's class. */
  #isApplied(post: OraclePost, viewerId: UserId, observation: Observation): boolean {
    if (post.authorId === viewerId || this.#book.isApplied(post.id, observation)) return true
    const pushFrom = this.#deployment.created(post.id)?.delivery.pushFrom ?? 0
    return pushFrom >= (this.#deployment.readersAreCounted ? READER_CLASSES : 1)
  }
}
