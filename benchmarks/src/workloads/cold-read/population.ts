import {
  createFeedEngine,
  DEFAULT_TENANT,
  type FeedEngine,
  type FeedStores,
  type PostRecord,
  PUSH_TO_ALL,
  type UserId,
} from '@feed-engine/core'
import type { Deployment } from '@feed-engine/example-profiles'
import { SeededRandom } from '@feed-engine/simulation'
import type { CachedPost } from '../../baselines/pages/body-cache'
import { stampedPost, userId } from '../../baselines/stamped-post'
import type { WorkloadSettings } from '../../harness/workload'
import { inParallel } from '../../live-feed/in-parallel'

export interface ColdSize {
  /** A group of viewers for each: how many they follow, from the first author on. */
  readonly followees: readonly number[]
  readonly viewers: number
  /** Posts of each author, of each of the first ones, and of how many: those whom all follow write more. */
  readonly posts: readonly { readonly authors: number; readonly each: number }[]
}

export interface ColdPopulation {
  readonly stores: FeedStores
  /** Viewers by the number whom they follow. */
  readonly viewersOf: ReadonlyMap<number, readonly UserId[]>
  readonly posts: readonly CachedPost[]
  /** @param leases whether a fill takes a lease, so that no other process does the same */
  openEngine(leases: boolean): FeedEngine<unknown>
}

const BODY_CHARACTERS = 280
const encoder = new TextEncoder()

/** Authors with posts, and viewers who follow them, on stores that are empty. */
export async function createColdPopulation(
  { seed }: Pick<WorkloadSettings, 'seed'>,
  deployment: Deployment,
  size: ColdSize,
): Promise<ColdPopulation> {
  const { stores } = deployment
  const { cache, ...withoutCache } = stores
  if (cache === undefined) throw new Error('the profile has lost its cache')
  const posts = postPlan(size, new SeededRandom(seed)).map((author, number) => postOf(author, number))
  await inParallel(posts, (post) => stores.posts.put({ tenant: DEFAULT_TENANT, post: recordOf(post), events: [] }))
  const viewersOf = viewersBySize(size)
  const viewers = [...viewersOf].flatMap(([followees, ids]) => ids.map((id) => ({ id, followees })))
  await inParallel(viewers, ({ id, followees }) => followFirst(stores, id, followees))
  return {
    stores,
    viewersOf,
    posts,
    openEngine: (leases) =>
      createFeedEngine<unknown>({
        stores: leases ? stores : withoutCache,
        workers: 'none',
        cursor: { keys: [{ id: 'bench', secret: 'a secret of the benchmark' }] },
        processCache: { postBytes: 0 },
      }),
  }
}

/** Who writes each post, in the order of time: drawn, so that the posts of all authors mix. */
export function postPlan({ posts }: Pick<ColdSize, 'posts'>, random: SeededRandom): readonly number[] {
  const authors = posts.flatMap(({ authors, each }) =>
    Array.from({ length: authors * each }, (_, at) => Math.floor(at / each)),
  )
  for (let at = authors.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    const [mine, theirs] = [authors[at] ?? 0, authors[other] ?? 0]
    authors[at] = theirs
    authors[other] = mine
  }
  return authors
}

function postOf(author: number, number: number): CachedPost {
  const { postId, createdAtMs } = stampedPost(number)
  const body = { text: `${number} `.padEnd(BODY_CHARACTERS, 'words of a post ') }
  return { id: postId, authorId: userId(author), createdAtMs, version: 1, body }
}

function recordOf({ id, authorId, createdAtMs, version, body }: CachedPost): PostRecord {
  return {
    id,
    authorId,
    createdAtMs,
    version,
    kind: 'post',
    state: 'visible',
    visibility: 'public',
    position: BigInt(id).toString(16).padStart(16, '0'),
    delivery: PUSH_TO_ALL,
    fingerprint: id,
    body: encoder.encode(JSON.stringify(body)),
  }
}

function viewersBySize({ followees, viewers }: ColdSize): ReadonlyMap<number, readonly UserId[]> {
  return new Map(
    followees.map((count) => [count, Array.from({ length: viewers }, (_, viewer) => `viewer-${count}-${viewer}`)]),
  )
}

async function followFirst({ graph }: FeedStores, followerId: UserId, followees: number): Promise<void> {
  for (let author = 0; author < followees; author++) {
    const params = { tenant: DEFAULT_TENANT, followerId, followeeId: userId(author), maxFollowees: followees }
    await graph.follow(params)
  }
}
