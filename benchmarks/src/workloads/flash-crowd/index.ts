import type { Trial } from '../../harness/contender'
import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { followAll, openTimelines, publishPosts } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { named } from '../../live-feed/in-parallel'
import { type LiveFeed, openLiveFeed } from '../../live-feed/live-feed'

/** Everybody looks at one post and at one author at once, against as many readers who look at different ones. */
export const flashCrowd: Workload = {
  about: "all readers at one post and one author's outbox at once, against readers who spread",
  needs: [],
  onProfile: true,
  run: measureFlashCrowd,
}

const SIZES = {
  full: { readers: 500, authors: 200, postsEach: 5, operations: 1_000, inFlight: 500 },
  tiny: { readers: 6, authors: 4, postsEach: 2, operations: 12, inFlight: 6 },
} satisfies Record<Scale, unknown>

/** Whom everybody looks at. */
const STAR = 'star'

interface Crowd {
  readonly feed: LiveFeed
  readonly readerIds: readonly string[]
  readonly authorIds: readonly string[]
  readonly postIds: readonly string[]
  readonly starPostId: string
}

async function measureFlashCrowd(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { scale, meters, effort, progress } = settings
  const size = SIZES[scale]
  // Every author is pulled: readers of their timelines meet at the outbox.
  const feed = await openLiveFeed(settings, { policy: { kind: 'threshold', followers: 1 } })
  try {
    progress(`${size.readers} readers`)
    const crowd = await gather(feed, size)
    const outcomes: Outcome[] = []
    for (const trial of trialsOf(crowd, size)) {
      progress(trial.variant)
      outcomes.push(await runTrial(trial, meters, effort))
    }
    return outcomes
  } finally {
    await feed.end()
  }
}

/** Each reader follows the star and one of the other authors. */
async function gather(feed: LiveFeed, { readers, authors, postsEach }: typeof SIZES.full): Promise<Crowd> {
  const readerIds = named('reader', readers)
  const authorIds = named('author', authors)
  await followAll(feed, readerIds, [STAR])
  for (const [index, authorId] of authorIds.entries()) {
    await followAll(
      feed,
      readerIds.filter((_, reader) => reader % authors === index),
      [authorId],
    )
  }
  // Authors whom nobody follows would not be pulled.
  await followAll(feed, ['everybody'], authorIds)
  const postIds = await publishPosts(feed, authorIds, postsEach)
  const [starPostId = ''] = await publishPosts(feed, [STAR], postsEach)
  await feed.engine.drain(DRAINS_WITHIN)
  await openTimelines(feed, readerIds)
  return { feed, readerIds, authorIds, postIds, starPostId }
}

function trialsOf(crowd: Crowd, size: typeof SIZES.full): readonly Trial[] {
  const { readerIds, authorIds, postIds, starPostId } = crowd
  const { engine } = crowd.feed
  const { operations, inFlight } = size
  const at = (list: readonly string[], turn: number): string => list[turn % list.length] ?? ''
  const viewer = (turn: number): string => at(readerIds, turn)
  const common = { workload: 'flash-crowd', unit: 'reads', unitsPerOperation: 1, inFlight, operations }
  return [
    {
      ...common,
      variant: `one post, ${inFlight} in flight`,
      contenders: [
        contender('engine', 'getPost of one post', async (turn) => {
          expectSome(await engine.getPost({ postId: starPostId, viewerId: viewer(turn) }))
        }),
        contender('spread', `getPost of ${postIds.length} posts in turns`, async (turn) => {
          expectSome(await engine.getPost({ postId: at(postIds, turn), viewerId: viewer(turn) }))
        }),
      ],
    },
    {
      ...common,
      variant: `one author's outbox, ${inFlight} in flight`,
      contenders: [
        contender('engine', 'userTimeline of one author', async (turn) => {
          expectSome((await engine.userTimeline({ authorId: STAR, viewerId: viewer(turn) })).items[0])
        }),
        contender('spread', `userTimeline of ${authorIds.length} authors in turns`, async (turn) => {
          const authorId = at(authorIds, turn)
          expectSome((await engine.userTimeline({ authorId, viewerId: viewer(turn) })).items[0])
        }),
      ],
    },
    {
      ...common,
      variant: `home timelines with one pulled author in all of them, ${inFlight} in flight`,
      contenders: [
        contender('engine', 'homeTimeline: warm timeline, the author pulled', async (turn) => {
          const { items } = await engine.homeTimeline({ viewerId: viewer(turn) })
          expectSome(items.find(({ post }) => post.id === starPostId))
        }),
      ],
    },
  ]
}

function contender(name: string, command: string, operate: (turn: number) => Promise<void>) {
  return { name, commands: [command], operate }
}

/** A read that shows nothing measures nothing. */
function expectSome(value: unknown): void {
  if (value === undefined || value === null) throw new Error('a reader was shown nothing')
}
