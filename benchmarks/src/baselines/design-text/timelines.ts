import { snowflakeCodec, type UserId } from '@feed-engine/core'
import type { Cluster, Redis } from 'ioredis'
import { MasterPipelines } from '../master-pipelines'
import { KEPT } from '../push-way'
import type { StampedPost } from '../stamped-post'

const codec = snowflakeCodec()

/** Sorted sets of post ids, scored by time: what the design texts keep for a user. */
export class SortedSetTimelines {
  readonly pipelines: MasterPipelines
  readonly #client: Redis | Cluster
  readonly #prefix: string

  constructor(client: Redis | Cluster, prefix: string) {
    this.#client = client
    this.pipelines = new MasterPipelines(client)
    this.#prefix = prefix
  }

  keyOf(userId: UserId): string {
    return `${this.#prefix}z:${userId}`
  }

  async fill(userIds: readonly UserId[], posts: readonly StampedPost[]): Promise<void> {
    const members = posts.flatMap(({ createdAtMs, postId }) => [createdAtMs, postId])
    const keys = userIds.map((userId) => this.keyOf(userId))
    await this.pipelines.run(keys, (pipeline, key) => pipeline.zadd(key, ...members))
  }

  async positionsOf(userId: UserId): Promise<readonly string[]> {
    const ids = await this.#client.zrevrange(this.keyOf(userId), 0, KEPT - 1)
    return ids.map((id) => codec.positionOf(id))
  }
}
