import { createMemoryStores, MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { createFeedEngine, type DeliveryPolicyOptions, type FeedEngine, READER_CLASSES } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'

const USERS = 40
const FOLLOWEES = 10
/** How often a policy without rhyme or reason leaves things as they are. */
const STEADY = 0.5

/** Stream of randomness, apart from those of the replay. */
const STREAM = 14

export interface SwitchingResult {
  /** Changes of an author's delivery, and of the class of an open timeline. */
  readonly switches: number
  /** Posts that a timeline lacked, or had more than once, in comparison with a pull of everything. */
  readonly lost: number
  readonly repeated: number
}

/** Lets authors and readers of a real engine change sides at random, and compares every timeline with the truth. */
export async function switchAtRandom(params: {
  readonly posts: number
  readonly seed: number
}): Promise<SwitchingResult> {
  const random = new SeededRandom(params.seed, STREAM)
  const stores = { ...createMemoryStores(), cache: new MemoryKeyValueCache() }
  let switches = 0
  const count = (name: string): void => {
    if (name === 'post.delivery_switches' || name === 'timeline.class_changes') switches++
  }
  const engine = createFeedEngine<string>({
    stores,
    policy: fickle(random),
    cursor: { keys: [{ id: 'bench', secret: 'sixteen bytes and more' }] },
    metrics: { count, record: () => undefined },
  })
  const users = Array.from({ length: USERS }, (_, user) => `user-${user}`)
  for (const followerId of users) {
    for (let pick = 0; pick < FOLLOWEES; pick++) {
      const followeeId = random.pick(users)
      if (followeeId !== followerId) await engine.follow({ followerId, followeeId })
    }
  }
  for (let post = 0; post < params.posts; post++) {
    await engine.publish({ authorId: random.pick(users), body: `post ${post}` })
    await engine.homeTimeline({ viewerId: random.pick(users) })
  }
  await engine.drain()
  let lost = 0
  let repeated = 0
  for (const viewerId of users) {
    const truth = await wholeHome(engine, viewerId, 'strict')
    const seen = await wholeHome(engine, viewerId, 'cached')
    const distinct = new Set(seen)
    repeated += seen.length - distinct.size
    lost += truth.filter((postId) => !distinct.has(postId)).length
  }
  await engine.close()
  await stores.close()
  return { switches, lost, repeated }
}

function fickle(random: SeededRandom): DeliveryPolicyOptions {
  return {
    kind: 'custom',
    policy: {
      delivery: ({ previous }) =>
        previous !== undefined && random.chance(STEADY) ? previous : { pushFrom: random.below(READER_CLASSES + 1) },
      readerClassOf: ({ current }) =>
        current !== undefined && random.chance(STEADY) ? current : random.below(READER_CLASSES),
    },
  }
}

async function wholeHome(
  engine: FeedEngine<string>,
  viewerId: string,
  read: 'cached' | 'strict',
): Promise<readonly string[]> {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await engine.homeTimeline({ viewerId, read, limit: 100, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...page.items.map(({ post }) => post.id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return seen
}
