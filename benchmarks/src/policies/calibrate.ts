import { type FeedKey, type FeedStores, lowestPosition, type TimelineCache } from '@feed-engine/core'
import { stampedPost } from '../baselines/stamped-post'

/** Apart from whatever the stores hold. */
const TENANT = 'calibration'
const TIMELINES = 1_000
const ENTRIES = 500
const AUTHORS = 50
const POSTS = 20
/** Rounds that count: a median of them; one before them warms up. */
const ROUNDS = 9
const LIFE_MS = 600_000

/** What one thing costs in a batch, in milliseconds. */
export interface Prices {
  /** An entry that a timeline takes. */
  readonly pushMs: number
  /** A timeline that does not take an entry, as it is not open. */
  readonly skipMs: number
  /** An author whose latest posts are listed. */
  readonly pullMs: number
}

/**
 * Measures what the cost policy weighs, on real stores: pushes to 1,000 timelines of 500 entries, and listings of the
 * latest posts of 50 authors. Leaves posts of a tenant of its own behind, and nothing else.
 */
export async function calibrate(
  stores: Pick<FeedStores, 'posts'> & { readonly timelines: TimelineCache },
): Promise<Prices> {
  const { timelines } = stores
  const feeds = Array.from({ length: TIMELINES }, (_, owner) => feedOf(`reader-${owner}`))
  const absent = Array.from({ length: TIMELINES }, (_, owner) => feedOf(`nobody-${owner}`))
  await fill(timelines, feeds)
  await publish(stores)
  let next = ENTRIES
  const pushTo = (to: readonly FeedKey[]) => () => {
    const { position } = stampedPost(next++)
    const entries = [{ position, authorHint: '0'.repeat(16) }]
    return timelines.push({ feeds: to, entries, pushFrom: 0, maxEntries: ENTRIES })
  }
  const authors = Array.from({ length: AUTHORS }, (_, author) => ({ authorId: `author-${author}` }))
  const prices = {
    pushMs: (await medianMs(pushTo(feeds))) / TIMELINES,
    skipMs: (await medianMs(pushTo(absent))) / TIMELINES,
    pullMs:
      (await medianMs(() => stores.posts.listByAuthors({ tenant: TENANT, authors, limitPerAuthor: POSTS }))) / AUTHORS,
  }
  await timelines.evict({ feeds })
  return prices
}

function feedOf(ownerId: string): FeedKey {
  return { tenant: TENANT, kind: 'home', ownerId }
}

async function fill(timelines: TimelineCache, feeds: readonly FeedKey[]): Promise<void> {
  const add = Array.from({ length: ENTRIES }, (_, post) => ({
    position: stampedPost(post).position,
    authorHint: '0'.repeat(16),
  }))
  for (const feed of feeds) {
    await timelines.open({ feed, token: 'opened', readerClass: 0, idleTtlMs: LIFE_MS })
    await timelines.replace({
      feed,
      token: 'opened',
      nextToken: 'filled',
      add,
      remove: [],
      watermark: lowestPosition(16),
      coverage: { graphVersion: 0, readerClass: 0 },
      maxEntries: ENTRIES,
    })
  }
}

async function publish({ posts }: Pick<FeedStores, 'posts'>): Promise<void> {
  for (let post = 0; post < AUTHORS * POSTS; post++) {
    const { postId, position, createdAtMs } = stampedPost(post)
    await posts.put({
      tenant: TENANT,
      post: {
        id: postId,
        position,
        authorId: `author-${post % AUTHORS}`,
        createdAtMs,
        kind: 'post',
        version: 1,
        state: 'visible',
        visibility: 'public',
        delivery: { pushFrom: 0 },
        body: new Uint8Array(200).fill(32),
        fingerprint: String(post),
      },
      events: [],
    })
  }
}

async function medianMs(operate: () => Promise<unknown>): Promise<number> {
  await operate()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const begunMs = performance.now()
    await operate()
    times.push(performance.now() - begunMs)
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
}
