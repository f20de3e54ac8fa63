import { describe, expect, test } from 'vitest'
import type { PostPublished } from '../../src/codec/feed-events'
import type { EngineContext, PushPorts } from '../../src/context/engine-context'
import { pushChunk } from '../../src/fanout/push-chunk'
import { pushPost } from '../../src/fanout/push-post'
import { TimelinePusher } from '../../src/fanout/timeline-pusher'
import type { BusDelivery, FollowersPageParams, PushParams } from '../../src/index'
import { World } from '../support/world'

const EVENT: PostPublished = {
  v: 1,
  type: 'post.published',
  eventId: 'e',
  key: 'author',
  occurredAtMs: 0,
  tenant: 'default',
  origin: 'test',
  data: { postId: '123', authorId: 'author', pushFrom: 0 },
}

const FOLLOWERS = Array.from({ length: 100 }, (_, index) => `f${String(index).padStart(2, '0')}`)

/** A context of a hundred followers in pages of ten, and a diary of what is pushed and published. */
function fakes(isOwnedFor: number) {
  const pushed: string[] = []
  const published: unknown[] = []
  let pages = 0
  const { options, hints, ids, runtime } = contextParts()
  const context = {
    options,
    hints,
    ids,
    runtime,
    posts: { getMany: async () => new Map([['123', { state: 'visible' }]]) },
    graph: {
      capabilities: { followersByCell: true },
      followers: async ({ after, through, limit }: FollowersPageParams) => {
        pages++
        const within = FOLLOWERS.filter(
          (id) => (after === undefined || id > after) && (through === undefined || id <= through),
        )
        const userIds = within.slice(0, limit)
        const next = within.length > limit ? userIds.at(-1) : undefined
        return next === undefined ? { userIds } : { userIds, next }
      },
    },
  } as unknown as EngineContext
  const ports = {
    timelines: {
      capabilities: {},
      push: async ({ feeds }: PushParams) => {
        pushed.push(...feeds.map(({ ownerId }) => ownerId))
        return feeds.map(() => 'pushed')
      },
    },
    bus: { publish: async ({ messages }: { messages: unknown[] }) => published.push(...messages) },
  } as unknown as PushPorts
  let beats = 0
  const delivery = { heartbeat: async () => ++beats <= isOwnedFor } as unknown as BusDelivery
  const pusher = new TimelinePusher(context, ports)
  return { context, ports, pusher, delivery, pushed, published, pages: () => pages }
}

function contextParts() {
  const nothing = (): void => undefined
  return {
    options: {
      fanOut: { chunkSize: 10, minBatchSize: 1, targetPushMs: 1_000, pushesPerTask: 1, ackTimeoutMs: 1_000 },
      timeline: { maxEntries: 10 },
    },
    hints: { of: () => '0' },
    ids: { positionOf: () => '0000000000000001' },
    runtime: { clock: new World().time, metrics: { count: nothing, record: nothing } },
  }
}

describe('a post of many followers', () => {
  test('is pushed to the first page and planned for the rest, in chunks that meet and do not overlap', async () => {
    const { context, ports, pusher, delivery, pushed, published } = fakes(1_000)
    await pushPost(context, ports, pusher, EVENT, delivery)
    expect(pushed).toEqual(['author', ...FOLLOWERS.slice(0, 10)])
    expect(published).toHaveLength(9)
    for (const message of published as { value: Uint8Array }[]) {
      const { data } = JSON.parse(new TextDecoder().decode(message.value)) as {
        data: { after: string; through?: string }
      }
      await pushChunk(context, pusher, { ...EVENT.data, tenant: 'default', publishedAtMs: 0, ...data }, delivery)
    }
    expect(pushed.slice(1)).toEqual(FOLLOWERS)
  })

  test('is not planned while its first page cannot be pushed: each further try would plan it once more', async () => {
    const { context, ports, delivery, published } = fakes(1_000)
    const push = async (): Promise<never> => {
      throw new Error('down')
    }
    const timelines = { ...ports.timelines, push } as unknown as PushPorts['timelines']
    const pusher = new TimelinePusher(context, { ...ports, timelines })
    await expect(pushPost(context, ports, pusher, EVENT, delivery)).rejects.toThrow('down')
    expect(published).toEqual([])
  })

  test('is left to another worker at the first heartbeat that says so, and nothing of the plan is published', async () => {
    const { context, ports, pusher, delivery, published, pages } = fakes(3)
    const pushing = pushPost(context, ports, pusher, EVENT, delivery)
    await expect(pushing).rejects.toMatchObject({ code: 'ABORTED', retryable: true })
    expect(pages()).toBe(4)
    expect(published).toEqual([])
  })
})

test('a chunk that has grown is pushed page by page, until another worker has it', async () => {
  const chunk = { ...EVENT.data, tenant: 'default', publishedAtMs: 0, after: 'f09' }
  const whole = fakes(1_000)
  await pushChunk(whole.context, whole.pusher, chunk, whole.delivery)
  expect(whole.pushed).toEqual(FOLLOWERS.slice(10))
  const lost = fakes(1)
  await expect(pushChunk(lost.context, lost.pusher, chunk, lost.delivery)).rejects.toMatchObject({ code: 'ABORTED' })
  expect(lost.pushed).toEqual(FOLLOWERS.slice(10, 36))
})
