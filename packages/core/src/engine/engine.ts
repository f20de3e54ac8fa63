import type * as Discoveries from '../api/discovery'
import type { FeedEngine } from '../api/feed-engine'
import type { FeedPage, NewPosts, PostCounts, PostVersion } from '../api/page'
import type * as Requests from '../api/requests'
import type { BodyContext } from '../context/engine-context'
import type { CounterFlusher } from '../counters/counter-flusher'
import { createCounterFlusher } from '../counters/create-flusher'
import { readCounters } from '../counters/read-counters'
import { createDiscovery, type Discovery } from '../discovery/create-discovery'
import { popularAuthors } from '../discovery/popular-authors'
import { suggestedFollows } from '../discovery/suggested-follows'
import { trending } from '../discovery/trending'
import { FanOutWorker } from '../fanout/fan-out-worker'
import { createInteractionWorkers } from '../interactions/create-workers'
import { recordInteractions } from '../interactions/record-interactions'
import { createInvalidationListener, type InvalidationListener } from '../invalidation/invalidation-listener'
import { FeedError, type FollowState, type Post } from '../model'
import type { DeliveryPolicyOptions } from '../policy/delivery-policy'
import { resolvePolicy } from '../policy/resolve-policy'
import type { FeedStores } from '../ports'
import { homeTimeline } from '../ranking/home-timeline'
import { RankedSessions } from '../ranking/ranked-sessions'
import { getPost } from '../read/get-post'
import { newPosts } from '../read/new-posts'
import { postHistory } from '../read/post-history'
import { rebuildTimeline } from '../read/rebuild-timeline'
import { userTimeline } from '../read/user-timeline'
import { OutboxRelay } from '../relay/outbox-relay'
import { fullJitterMs } from '../runtime/backoff'
import { type CallBudget, within } from '../runtime/call-budget'
import { sleep } from '../runtime/sleep'
import { createHomeTimelines, type HomeTimelines } from '../timeline/home-timelines'
import { invalidOption } from '../validate/options'
import { deletePost, setPostVisibility } from '../write/change-post'
import { editPost } from '../write/edit-post'
import { markSeen } from '../write/mark-seen'
import { moderatePost } from '../write/moderate-post'
import { profileChanged } from '../write/profile-changed'
import { publish } from '../write/publish'
import { approveFollow, changePair, follow, setAccountVisibility, unfollow } from '../write/relations'
import { CallRunner } from './call-runner'
import { closeStores } from './close-stores'
import { drain } from './drain'
import { replay } from './replay'

/** Draining takes as long as there is work; a caller who can't wait gives a deadline. */
const DRAIN_DEADLINE_MS = 600_000
const START_DELAY = { baseMs: 100, capMs: 5_000 }
/** A worker that hangs must not keep the process from ending. */
const CLOSE_DEADLINE_MS = 10_000

/** What takes work off the bus, from `start` to `stop`; both may be called again. */
interface Worker {
  start(): Promise<void>
  stop(): Promise<void>
}

/** The facade: gives every call its deadline, and hands it to the part of the engine that knows. */
export class Engine<Body> implements FeedEngine<Body> {
  readonly #context: BodyContext<Body>
  readonly #calls: CallRunner
  readonly #relay: OutboxRelay | undefined
  readonly #workers: readonly Worker[]
  /** Absent in an engine that pulls. */
  readonly #home: HomeTimelines | undefined
  readonly #listener: InvalidationListener | undefined
  readonly #flusher: CounterFlusher | undefined
  readonly #sessions: RankedSessions
  readonly #discovery: Discovery<Body> | undefined
  readonly #ownStores: FeedStores | undefined
  #workersWanted = false
  #closing: Promise<void> | undefined

  /** @param ownStores the stores, if the engine has to close them */
  constructor(context: BodyContext<Body>, ownStores: FeedStores | undefined) {
    this.#context = context
    this.#ownStores = ownStores
    this.#calls = new CallRunner(context.runtime, context.options.deadlineMs)
    this.#sessions = new RankedSessions(context)
    this.#discovery = createDiscovery(context)
    const { push, relayed } = context
    this.#relay = relayed === undefined ? undefined : new OutboxRelay(context, relayed)
    this.#home = push === undefined ? undefined : createHomeTimelines(context, push)
    this.#flusher = createCounterFlusher(context)
    this.#workers = [
      ...(push === undefined ? [] : [new FanOutWorker(context, push)]),
      ...createInteractionWorkers(context),
      ...(this.#flusher === undefined ? [] : [this.#flusher]),
    ]
    this.#listener = createInvalidationListener(context)
    this.#listener?.start()
    if (context.options.workers === 'inline') context.background.start('start workers', () => this.#startInline())
  }

  follow(request: Requests.FollowRequest, options?: Requests.CallOptions): Promise<{ readonly state: FollowState }> {
    return this.#calls.write(options, (budget) => follow(this.#context, request, budget))
  }

  unfollow(request: Requests.FollowRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => unfollow(this.#context, request, budget))
  }

  approveFollow(request: Requests.FollowRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => approveFollow(this.#context, request, budget))
  }

  setAccountVisibility(request: Requests.AccountVisibilityRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => setAccountVisibility(this.#context, request, budget))
  }

  async publish(request: Requests.PublishRequest<Body>, options?: Requests.CallOptions): Promise<Post<Body>> {
    const post = await this.#calls.write(options, (budget) => publish(this.#context, request, budget))
    this.#relay?.wake()
    return post
  }

  async deletePost(request: Requests.PostRequest, options?: Requests.CallOptions): Promise<void> {
    await this.#calls.write(options, (budget) => deletePost(this.#context, request, budget))
    this.#relay?.wake()
  }

  async setPostVisibility(
    request: Requests.PostVisibilityRequest,
    options?: Requests.CallOptions,
  ): Promise<Post<Body>> {
    const post = await this.#calls.write(options, (budget) => setPostVisibility(this.#context, request, budget))
    this.#relay?.wake()
    return post
  }

  async editPost(request: Requests.EditPostRequest<Body>, options?: Requests.CallOptions): Promise<Post<Body>> {
    const post = await this.#calls.write(options, (budget) => editPost(this.#context, request, budget))
    this.#relay?.wake()
    return post
  }

  async withholdPost(request: Requests.ModerationRequest, options?: Requests.CallOptions): Promise<void> {
    await this.#calls.write(options, (budget) => moderatePost(this.#context, 'withheld', request, budget))
    this.#relay?.wake()
  }

  async releasePost(request: Requests.ModerationRequest, options?: Requests.CallOptions): Promise<void> {
    await this.#calls.write(options, (budget) => moderatePost(this.#context, 'visible', request, budget))
    this.#relay?.wake()
  }

  postHistory(
    request: { readonly postId: string; readonly viewerId: string },
    options?: Requests.CallOptions,
  ): Promise<readonly PostVersion<Body>[]> {
    return this.#calls.read(options, (budget) => postHistory(this.#context, request, budget))
  }

  getPost(
    request: { readonly postId: string; readonly viewerId: string },
    options?: Requests.CallOptions,
  ): Promise<Post<Body> | null> {
    return this.#calls.read(options, (budget) => getPost(this.#context, request, budget))
  }

  recordInteractions(request: Requests.RecordInteractionsRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => recordInteractions(this.#context, request, budget))
  }

  mute(request: Requests.TargetRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => changePair(this.#context, 'mute', request, budget))
  }

  unmute(request: Requests.TargetRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => changePair(this.#context, 'unmute', request, budget))
  }

  block(request: Requests.TargetRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => changePair(this.#context, 'block', request, budget))
  }

  unblock(request: Requests.TargetRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => changePair(this.#context, 'unblock', request, budget))
  }

  profileChanged(request: Requests.ProfileChangedRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => profileChanged(this.#context, request, budget))
  }

  counters(
    request: Requests.CountersRequest,
    options?: Requests.CallOptions,
  ): Promise<ReadonlyMap<string, PostCounts>> {
    return this.#calls.read(options, (budget) => readCounters(this.#context, request, budget))
  }

  homeTimeline(request: Requests.HomeTimelineRequest, options?: Requests.CallOptions): Promise<FeedPage<Body>> {
    return this.#calls.read(options, (budget) => {
      const parts = { home: this.#home, sessions: this.#sessions, filler: this.#discovery?.filler }
      return homeTimeline(this.#context, parts, request, budget)
    })
  }

  newPosts(request: Requests.NewPostsRequest, options?: Requests.CallOptions): Promise<NewPosts> {
    return this.#calls.read(options, (budget) => newPosts(this.#context, this.#home, request, budget))
  }

  markSeen(request: Requests.MarkSeenRequest, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.write(options, (budget) => markSeen(this.#context, request, budget))
  }

  userTimeline(request: Requests.UserTimelineRequest, options?: Requests.CallOptions): Promise<FeedPage<Body>> {
    return this.#calls.read(options, (budget) => userTimeline(this.#context, request, budget))
  }

  trending(
    request: Discoveries.TrendingRequest,
    options?: Requests.CallOptions,
  ): Promise<Discoveries.TrendingPosts<Body>> {
    return this.#calls.read(options, (budget) => trending(this.#context, this.#discovery?.boards, request, budget))
  }

  popularAuthors(
    request: Discoveries.PopularAuthorsRequest,
    options?: Requests.CallOptions,
  ): Promise<readonly Discoveries.PopularAuthor[]> {
    return this.#calls.read(options, (budget) =>
      popularAuthors(this.#context, this.#discovery?.boards, request, budget),
    )
  }

  suggestedFollows(
    request: Discoveries.SuggestedFollowsRequest,
    options?: Requests.CallOptions,
  ): Promise<readonly Discoveries.SuggestedFollow[]> {
    return this.#calls.read(options, (budget) => suggestedFollows(this.#context, request, budget))
  }

  rebuildTimeline(request: { readonly viewerId: string }, options?: Requests.CallOptions): Promise<void> {
    return this.#calls.read(options, (budget) => rebuildTimeline(this.#home, request, budget))
  }

  async startWorkers(): Promise<void> {
    if (this.#calls.closed) throw new FeedError({ code: 'CLOSED', rule: 'the engine is closed' })
    this.#workersWanted = true
    await Promise.all(this.#workers.map((worker) => worker.start()))
    this.#relay?.startPolling()
  }

  /** Workers of an engine that shall have them start as soon as the bus can be reached. */
  async #startInline(): Promise<void> {
    const { runtime } = this.#context
    this.#workersWanted = true
    for (let attempt = 1; this.#workersWanted && !this.#calls.closed; attempt++) {
      try {
        return await this.startWorkers()
      } catch (error) {
        runtime.logger.warn('workers cannot start yet', { error: String(error) })
        await sleep(runtime.timers, 1 + fullJitterMs(runtime.random, attempt, START_DELAY))
      }
    }
  }

  async stopWorkers(): Promise<void> {
    this.#workersWanted = false
    this.#relay?.stopPolling()
    await this.#stopAll()
  }

  drain(options?: Requests.CallOptions): Promise<void> {
    const work = async (budget: CallBudget): Promise<void> => {
      await drain(this.#context, this.#relay, budget)
      await this.#flusher?.flush()
    }
    return this.#calls.read(options, work, DRAIN_DEADLINE_MS)
  }

  replay(request: Requests.ReplayRequest, options?: Requests.CallOptions): Promise<{ readonly events: number }> {
    return this.#calls.write(options, (budget) => replay(this.#context, request, budget))
  }

  setPolicy(policy: DeliveryPolicyOptions): void {
    if (policy === undefined) throw invalidOption('policy', 'has to be given')
    this.#context.policy = resolvePolicy(policy)
  }

  close(): Promise<void> {
    this.#calls.close()
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #stopAll(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()))
  }

  async #close(): Promise<void> {
    const { background, runtime, archivedCounters, counters } = this.#context
    const work = async (): Promise<void> => {
      await Promise.all([this.#relay?.stop(), this.#stopAll(), this.#listener?.stop()])
      await background.settled()
      // In front of an archive these are the engine's own; the stores behind them may be the caller's.
      if (archivedCounters !== undefined) await counters?.close()
    }
    const late = (): Error =>
      new FeedError({ code: 'DEADLINE_EXCEEDED', rule: 'work still ran when the engine was closed' })
    await within(runtime.timers, CLOSE_DEADLINE_MS, work(), late).catch((error: unknown) => {
      runtime.logger.error('the engine was closed over running work', { error: String(error) })
    })
    if (this.#ownStores !== undefined) await closeStores(this.#ownStores)
  }
}
