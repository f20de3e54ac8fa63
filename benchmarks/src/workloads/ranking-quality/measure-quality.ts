import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedEngine, type FeedItem, type RankingOptions } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import { ndcg } from './ndcg'
import { draw, drawPeople, likelihood, type People, type Piece, type Viewer } from './people'

export interface QualityParams {
  readonly authors: number
  readonly viewers: number
  /** Days in which people post, read and like. */
  readonly days: number
  /** Of each author. */
  readonly postsPerDay: number
  readonly seed: number
  progress(line: string): void
}

/** nDCG@20 of first pages, by order: means over viewers. */
export interface Quality {
  readonly ranked: number
  readonly chronological: number
  readonly engagement: number
  readonly random: number
}

type Note = Pick<Piece, 'topic' | 'quality'>

const DAY_MS = 86_400_000
const DEPTH = 20
/** What a session chooses from, and the ideal order too. */
const CANDIDATES = 200
/** Posts of a visit, the newest: what people could have liked. */
const READ_AT_ONCE = 40
const STREAM = 17
/** Engagement alone, with the recency that every score has. */
const ENGAGEMENT_ALONE: RankingOptions = {
  candidates: CANDIDATES,
  scoring: { weights: { relationship: 0, engagement: 1, affinity: 0 } },
}

/**
 * Lets people post, read and like for days, then compares orders by how probably each viewer likes what comes first. The
 * engine never sees the model: it learns from likes alone, a fifth of which are to be expected at the best.
 */
export async function measureQuality(params: QualityParams): Promise<Quality> {
  const random = new SeededRandom(params.seed, STREAM)
  const people = drawPeople(params, random)
  const clock = { ms: Date.UTC(2026, 0, 1), now: (): number => clock.ms }
  const stores = createMemoryStores({ clock })
  const open = (ranking: RankingOptions): FeedEngine<Note> =>
    createFeedEngine<Note>({ stores, clock, ranking, workers: 'none' })
  const engine = createFeedEngine<Note>({ stores, clock, ranking: { candidates: CANDIDATES } })
  const byEngagement = open(ENGAGEMENT_ALONE)
  try {
    await followAll(engine, people)
    for (let day = 1; day <= params.days; day++) {
      params.progress(`day ${day}`)
      await liveADay(engine, people, { ...params, random, clock })
    }
    await engine.drain()
    return await compare(engine, byEngagement, people, random)
  } finally {
    await byEngagement.close()
    await engine.close()
    await stores.close()
  }
}

async function followAll(engine: FeedEngine<Note>, { viewers }: People): Promise<void> {
  for (const { id: followerId, follows } of viewers) {
    for (const { id: followeeId } of follows) await engine.follow({ followerId, followeeId })
  }
}

/** All authors post over the day, and each viewer reads twice, newest first, and likes what they like. */
async function liveADay(
  engine: FeedEngine<Note>,
  { authors, viewers }: People,
  day: Pick<QualityParams, 'postsPerDay'> & { readonly random: SeededRandom; readonly clock: { ms: number } },
): Promise<void> {
  const { postsPerDay, random, clock } = day
  const posts = authors.flatMap((author) => Array.from({ length: postsPerDay }, () => author))
  const stepMs = Math.floor(DAY_MS / posts.length)
  const visits = new Set([Math.floor(posts.length / 2), posts.length - 1])
  for (const [index, author] of draw(posts, posts.length, random).entries()) {
    clock.ms += stepMs
    const topic = author.topics[random.next() < 0.8 ? 0 : 1] ?? ''
    const quality = normal(random)
    await engine.publish({ authorId: author.id, topics: [topic], body: { topic, quality } })
    if (!visits.has(index)) continue
    await engine.drain()
    for (const viewer of viewers) await visit(engine, viewer, random)
  }
}

async function visit(engine: FeedEngine<Note>, viewer: Viewer, random: SeededRandom): Promise<void> {
  const { items } = await engine.homeTimeline({ viewerId: viewer.id, limit: READ_AT_ONCE })
  const interactions = items.flatMap((item) => {
    const view = { kind: 'view', postId: item.post.id } as const
    return random.next() < likelihood(viewer, pieceOf(item)) ? [view, { ...view, kind: 'like' } as const] : [view]
  })
  if (interactions.length > 0) await engine.recordInteractions({ viewerId: viewer.id, interactions })
}

async function compare(
  engine: FeedEngine<Note>,
  byEngagement: FeedEngine<Note>,
  { viewers }: People,
  random: SeededRandom,
): Promise<Quality> {
  const sums = { ranked: 0, chronological: 0, engagement: 0, random: 0 }
  for (const viewer of viewers) {
    const gains = (items: readonly FeedItem<Note>[]): readonly number[] =>
      items.map((item) => likelihood(viewer, pieceOf(item)))
    const newest = await newestItems(engine, viewer.id)
    const page = { viewerId: viewer.id, limit: DEPTH, ranking: 'ranked' } as const
    const all = gains(newest)
    sums.ranked += ndcg(gains((await engine.homeTimeline(page)).items), all, DEPTH)
    sums.engagement += ndcg(gains((await byEngagement.homeTimeline(page)).items), all, DEPTH)
    sums.chronological += ndcg(all, all, DEPTH)
    sums.random += ndcg(draw(all, all.length, random), all, DEPTH)
  }
  const mean = (sum: number): number => sum / viewers.length
  return {
    ranked: mean(sums.ranked),
    chronological: mean(sums.chronological),
    engagement: mean(sums.engagement),
    random: mean(sums.random),
  }
}

/** What every session chooses from, newest first. */
async function newestItems(engine: FeedEngine<Note>, viewerId: string): Promise<readonly FeedItem<Note>[]> {
  const items: FeedItem<Note>[] = []
  for (let cursor: string | undefined; items.length < CANDIDATES; ) {
    const page = await engine.homeTimeline({ viewerId, limit: 100, ...(cursor === undefined ? {} : { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  return items.slice(0, CANDIDATES)
}

function pieceOf({ post }: FeedItem<Note>): Piece {
  if (post.body === undefined) throw new Error('a post has no body')
  return { authorId: post.authorId, ...post.body }
}

/** Box and Muller. */
function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
