import { createMemoryStores } from '@feed-engine/adapter-memory'
import type { RedisTimelineCache } from '@feed-engine/adapter-redis'
import {
  createFeedEngine,
  DEFAULT_TENANT,
  type FanOutChunk,
  type FeedKey,
  TOPICS,
  type UserId,
} from '@feed-engine/core'
import { type CellSlice, KEPT, type PushWay } from '../../baselines/push-way'
import { type StampedPost, userId } from '../../baselines/stamped-post'
import { HandBus } from './hand-bus'

/** The author whom everybody follows. */
const AUTHOR = 'author'
const LIFE_MS = 72 * 60 * 60 * 1_000
const FILLS_AT_ONCE = 50
const encoder = new TextEncoder()

export interface EnginePush extends PushWay {
  close(): Promise<void>
}

/**
 * The engine: a chunk task in, timelines written. The timelines are in Redis; posts and graph are in memory, with the
 * followers loaded, so that what is measured is the way of a task.
 */
export async function enginePush(
  timelines: RedisTimelineCache,
  params: { readonly followers: number; readonly chunkSize: number },
): Promise<EnginePush> {
  const { posts, graph, close } = createMemoryStores()
  for (let follower = 0; follower < params.followers; follower++) {
    await graph.follow({
      tenant: DEFAULT_TENANT,
      followerId: userId(follower),
      followeeId: AUTHOR,
      maxFollowees: 1,
    })
  }
  const bus = new HandBus()
  const engine = createFeedEngine<string>({
    stores: { posts, graph, timelines, bus },
    workers: 'none',
    cursor: { keys: [{ id: 'bench', secret: 'sixteen bytes and more' }] },
    fanOut: { chunkSize: params.chunkSize },
  })
  await engine.startWorkers()
  return {
    name: 'engine',
    commands: [
      'one task of the bus, which becomes one EVALSHA per cell, for each cell a record and the timelines in it',
    ],
    async fill(userIds, fillWith) {
      for (let from = 0; from < userIds.length; from += FILLS_AT_ONCE) {
        await Promise.all(
          userIds.slice(from, from + FILLS_AT_ONCE).map((user) => fillTimeline(timelines, user, fillWith)),
        )
      }
    },
    async push(post, userIds, cell) {
      const verdict = await bus.hand(
        TOPICS.fanOut,
        post.postId,
        encoder.encode(JSON.stringify(taskOf(post, userIds, cell))),
      )
      if (verdict.kind !== 'ack') throw new Error(`a task was not done: ${verdict.kind}`)
    },
    async positionsOf(user) {
      const slice = await timelines.read({ feed: homeOf(user), limit: KEPT, idleTtlMs: LIFE_MS })
      return (slice?.entries ?? []).map(({ position }) => position)
    },
    async close() {
      await engine.close()
      await close()
    },
  }
}

/** The chunk as `packages/core/schemas/fan-out.chunk.v1.json` has it: a range of the followers, or a slice by cell. */
function taskOf({ postId, createdAtMs }: StampedPost, userIds: readonly UserId[], cell?: CellSlice): FanOutChunk {
  const first = Number(userIds[0]?.slice('user-'.length))
  const range = { ...(first === 0 ? {} : { after: userId(first - 1) }), through: userIds.at(-1) ?? '' }
  return {
    v: 1,
    type: 'fan-out.chunk',
    eventId: postId,
    key: AUTHOR,
    occurredAtMs: createdAtMs,
    tenant: DEFAULT_TENANT,
    origin: 'bench',
    data: {
      postId,
      authorId: AUTHOR,
      pushFrom: 0,
      publishedAtMs: createdAtMs,
      ...(cell === undefined ? range : { cell }),
    },
  }
}

async function fillTimeline(timelines: RedisTimelineCache, user: UserId, posts: readonly StampedPost[]): Promise<void> {
  const feed = homeOf(user)
  await timelines.open({ feed, token: 'opened', readerClass: 0, idleTtlMs: LIFE_MS })
  await timelines.replace({
    feed,
    token: 'opened',
    nextToken: 'filled',
    add: posts.map(({ position }) => ({ position, authorHint: position })),
    remove: [],
    watermark: '0'.repeat(16),
    coverage: { graphVersion: 1, readerClass: 0 },
    maxEntries: KEPT,
  })
}

function homeOf(ownerId: UserId): FeedKey {
  return { tenant: DEFAULT_TENANT, kind: 'home', ownerId }
}
