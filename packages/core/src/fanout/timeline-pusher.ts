import type { FanOutChunk } from '../codec/feed-events'
import { type EngineContext, homeFeed, type PushPorts } from '../context/engine-context'
import { FeedError, type Lane, type TenantId, type UserId } from '../model'
import type { PushStatus } from '../ports'
import { InFlight } from '../runtime/in-flight'
import { METRICS } from '../runtime/metrics'
import { BatchSize } from './batch-size'
import { workerCall } from './worker-call'

/** A page may hold so much more than a chunk: slices of about a chunk each are not all of one size. */
const PAGE_SLACK = 1.25

/** The author's own timeline, which is pushed to together with the first page. */
const AUTHOR = 1

/** What is pushed. */
export type PushedPost = Pick<FanOutChunk['data'], 'postId' | 'authorId' | 'pushFrom' | 'publishedAtMs'> & {
  readonly tenant: TenantId
  readonly lane: Lane
}

/** Pushes posts to followers, in batches whose size follows the health of the cache. One per worker. */
export class TimelinePusher {
  /** Most followers that are read at once, by lane. */
  readonly pageSize: Readonly<Record<Lane, number>>
  readonly #context: EngineContext
  readonly #ports: PushPorts
  readonly #batch: BatchSize

  constructor(context: EngineContext, ports: PushPorts) {
    const { chunkSize, minBatchSize, targetPushMs, bulkBatchSize } = context.options.fanOut
    const page = Math.ceil(chunkSize * PAGE_SLACK)
    this.#context = context
    this.#ports = ports
    this.pageSize = { prompt: page, bulk: Math.min(page, bulkBatchSize) }
    const max = page + AUTHOR
    this.#batch = new BatchSize({ min: Math.min(minBatchSize, max), max, targetMs: targetPushMs })
  }

  /** The pushes of one task: a few at once, in bulk one after the other. */
  newTask(lane: Lane): InFlight {
    return new InFlight(lane === 'bulk' ? 1 : this.#context.options.fanOut.pushesPerTask)
  }

  /** Begins pushing a post to followers. Whether all of them have it shows when the task has settled. */
  async begin(task: InFlight, post: PushedPost, followerIds: readonly UserId[]): Promise<void> {
    for (let start = 0, end = 0; start < followerIds.length; start = end) {
      end = start + Math.min(this.#batch.current, this.pageSize[post.lane] + AUTHOR)
      const batch = followerIds.slice(start, end)
      await task.start(() => this.#push(post, batch))
    }
  }

  /** One push for all of them. Fails if any feed's outcome is unknown, so that the whole is pushed again. */
  async #push(post: PushedPost, followerIds: readonly UserId[]): Promise<void> {
    const { runtime, options, ids, hints } = this.#context
    const push = {
      feeds: followerIds.map((followerId) => homeFeed(post.tenant, followerId)),
      entries: [{ position: ids.positionOf(post.postId), authorHint: hints.of(post.tenant, post.authorId) }],
      pushFrom: post.pushFrom,
      maxEntries: options.timeline.maxEntries,
    }
    const begunMs = runtime.clock.now()
    const learn = (failed: boolean): void =>
      this.#batch.learn({ feeds: followerIds.length, tookMs: runtime.clock.now() - begunMs, failed })
    const statuses = await this.#ports.timelines.push(push, workerCall(this.#context)).catch((error: unknown) => {
      learn(true)
      throw error
    })
    const failed = this.#count(statuses, followerIds.length)
    learn(failed > 0)
    if (failed > 0) {
      throw new FeedError({
        code: 'UNAVAILABLE',
        rule: `${failed} of ${followerIds.length} timelines could not be pushed to`,
        retryable: true,
      })
    }
    const delayMs = Math.max(0, runtime.clock.now() - post.publishedAtMs)
    runtime.metrics.record(METRICS.fanOutDelayMs, delayMs, { lane: post.lane })
  }

  /** Counts what became of a push; answers how many feeds failed. */
  #count(statuses: readonly PushStatus[], feeds: number): number {
    const counts: Record<PushStatus, number> = { pushed: 0, skipped: 0, absent: 0, failed: feeds - statuses.length }
    for (const status of statuses) counts[status] += 1
    for (const status of ['pushed', 'skipped', 'absent', 'failed'] as const) {
      if (counts[status] > 0) this.#context.runtime.metrics.count(METRICS.pushes, counts[status], { status })
    }
    return counts.failed
  }
}
