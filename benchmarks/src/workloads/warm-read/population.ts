import { createMemoryStores } from '@feed-engine/adapter-memory'
import {
  createFeedEngine,
  type FeedEngine,
  type FeedEngineOptions,
  type FeedStores,
  PULL_BY_ALL,
  PUSH_TO_ALL,
  snowflakeCodec,
  type UserId,
} from '@feed-engine/core'
import { profileNamed } from '@feed-engine/example-profiles'
import { SeededRandom } from '@feed-engine/simulation'
import type { CachedPost } from '../../baselines/pages/body-cache'
import { type StampedPost, userId } from '../../baselines/stamped-post'
import type { WorkloadSettings } from '../../harness/workload'
import { refreshStatistics } from '../../population/refresh-statistics'

export interface Body {
  readonly text: string
}

export interface PopulationSize {
  readonly viewers: number
  readonly pushAuthors: number
  readonly pullAuthors: number
  /** Of either, whom each viewer follows. */
  readonly followedPush: number
  readonly followedPull: number
  /** Posts of each author. */
  readonly rounds: number
}

/** A post as every contender keeps it. */
export interface PublishedPost {
  readonly stamp: StampedPost
  readonly cached: CachedPost
  readonly pulled: boolean
}

/** Viewers with worn timelines, on the profile `classic`. */
export interface Population {
  readonly viewerIds: readonly UserId[]
  readonly pullAuthorIds: readonly UserId[]
  readonly followeesOf: ReadonlyMap<UserId, ReadonlySet<UserId>>
  /** Oldest first. */
  readonly posts: readonly PublishedPost[]
  /** An engine over the same stores, which only reads. */
  openEngine(variant: EngineVariant): FeedEngine<Body>
  remove(): Promise<void>
}

/** What tells the engines of a comparison apart: options, and stores that stay open. */
export type EngineVariant = Pick<FeedEngineOptions<Body>, 'processCache' | 'sharedCache'> &
  Pick<FeedStores, 'signals' | 'counters'>

const KEYS = [{ id: 'bench', secret: 'a secret of the benchmark' }]
const BODY_CHARACTERS = 280
const codec = snowflakeCodec()

/**
 * Viewers follow, read once, and are pushed to. Of the latest posts, as many are of pull authors as of others: their
 * marks lie within everybody's first page.
 */
export async function createPopulation(
  { addresses, seed }: Pick<WorkloadSettings, 'addresses' | 'seed'>,
  namespace: string,
  size: PopulationSize,
): Promise<Population> {
  const deployment = await profileNamed('classic')?.open(addresses, namespace)
  if (deployment === undefined) throw new Error('there is no profile classic')
  const queue = createMemoryStores()
  // Events go through memory: how they travel does not matter once the timelines are written.
  const { posts: postStore, graph, timelines, cache } = deployment.stores
  if (timelines === undefined || cache === undefined) throw new Error('the profile has lost its caches')
  const stores: FeedStores = { posts: postStore, graph, timelines, bus: queue.bus }
  const people = drawPeople(size, new SeededRandom(seed))
  const pulled = new Set(people.pullAuthorIds)
  const engine = createFeedEngine<Body>({
    stores,
    cursor: { keys: KEYS },
    policy: {
      kind: 'custom',
      policy: { delivery: ({ authorId }) => (pulled.has(authorId) ? PULL_BY_ALL : PUSH_TO_ALL) },
    },
  })
  await followAndOpen(engine, people)
  const posts = await publishAll(engine, people, size.rounds)
  await engine.drain()
  await engine.close()
  await refreshStatistics({ addresses }, namespace)
  return {
    ...people,
    posts,
    openEngine: ({ signals, counters, ...variant }) =>
      createFeedEngine<Body>({
        ...variant,
        stores: {
          ...stores,
          cache,
          ...(signals === undefined ? {} : { signals }),
          ...(counters === undefined ? {} : { counters }),
        },
        cursor: { keys: KEYS },
        workers: 'none',
      }),
    async remove() {
      await deployment.remove()
      await queue.close()
    },
  }
}

interface People extends Pick<Population, 'viewerIds' | 'pullAuthorIds' | 'followeesOf'> {
  readonly pushAuthorIds: readonly UserId[]
}

function drawPeople(size: PopulationSize, random: SeededRandom): People {
  const users = (from: number, count: number): UserId[] => Array.from({ length: count }, (_, at) => userId(from + at))
  const pushAuthorIds = users(0, size.pushAuthors)
  const pullAuthorIds = users(size.pushAuthors, size.pullAuthors)
  const viewerIds = users(size.pushAuthors + size.pullAuthors, size.viewers)
  const some = (of: readonly UserId[], count: number): UserId[] => {
    const left = [...of]
    return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0] ?? '')
  }
  const followeesOf = new Map(
    viewerIds.map((viewerId) => [
      viewerId,
      new Set([...some(pushAuthorIds, size.followedPush), ...some(pullAuthorIds, size.followedPull)]),
    ]),
  )
  return { pushAuthorIds, pullAuthorIds, viewerIds, followeesOf }
}

async function followAndOpen(engine: FeedEngine<Body>, { viewerIds, followeesOf }: People): Promise<void> {
  await Promise.all(
    viewerIds.map(async (followerId) => {
      for (const followeeId of followeesOf.get(followerId) ?? []) await engine.follow({ followerId, followeeId })
      await engine.homeTimeline({ viewerId: followerId })
    }),
  )
}

/** All authors in turns, and in the last turn one who is pushed after one who is pulled. */
async function publishAll(engine: FeedEngine<Body>, people: People, rounds: number): Promise<readonly PublishedPost[]> {
  const { pushAuthorIds, pullAuthorIds } = people
  const lastTurn = pullAuthorIds.flatMap((pulled, at) => [pulled, pushAuthorIds[at % pushAuthorIds.length] ?? ''])
  const turns = Array.from({ length: rounds - 1 }, () => [...pullAuthorIds, ...pushAuthorIds])
  const pulled = new Set(pullAuthorIds)
  const posts: PublishedPost[] = []
  for (const authorId of [...turns.flat(), ...lastTurn]) {
    const body = { text: `${posts.length} `.padEnd(BODY_CHARACTERS, 'words of a post ') }
    const { id, createdAtMs, version } = await engine.publish({ authorId, body })
    posts.push({
      stamp: {
        postId: id,
        position: codec.positionOf(id),
        createdAtMs,
        author: Number(authorId.slice('user-'.length)),
      },
      cached: { id, authorId, createdAtMs, version, body },
      pulled: pulled.has(authorId),
    })
  }
  return posts
}
