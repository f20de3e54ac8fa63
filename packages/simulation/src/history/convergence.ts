import type { PostId } from '@feed-engine/core'
import type { World } from '../client/world'
import { CLOCK_TOLERANCE_MS, type FeedView, Violation } from '../truth/page-check'

/** Virtual time in which everything has to be applied once nothing fails any more. */
const CONVERGES_WITHIN_MS = 60_000

/** Time in which what was frozen thaws, and what was late arrives. */
const SETTLE_MS = 12_000

/** User timelines compared at the end. */
const USER_TIMELINES = 6

const SMALL_PAGE = 10
const LARGE_PAGE = 60

/** After the faults: what is outstanding gets done, and then every feed is exactly what the oracle says. */
export async function checkConvergence(world: World): Promise<void> {
  world.client.becomePatient()
  await world.time.sleep(world.time.shortened(SETTLE_MS))
  await world.deployment.settleStores()
  world.publisher.resolveAbandoned()
  await drainCompletely(world)
  for (const viewerId of world.users) {
    const view: FeedView = { kind: 'home', viewerId }
    const expected = (nowMs: number): PostId[] => world.facts.oracle.home(viewerId, nowMs)
    await compare(world, view, { strict: true, sizes: [LARGE_PAGE], expected })
    await compare(world, view, { strict: false, sizes: smallPages(world), expected })
    await compare(world, view, { strict: false, sizes: [LARGE_PAGE], expected })
  }
  for (let round = 0; round < USER_TIMELINES; round++) {
    const viewerId = world.random.pick(world.users)
    const authorId = world.random.pick(world.users)
    const expected = (nowMs: number): PostId[] => world.facts.oracle.user(viewerId, authorId, nowMs)
    await compare(world, { kind: 'user', viewerId, authorId }, { strict: false, sizes: smallPages(world), expected })
  }
}

function smallPages(world: World): readonly number[] {
  return [1, 2, 3].map(() => world.random.between(1, SMALL_PAGE))
}

async function drainCompletely(world: World): Promise<void> {
  const upTo = world.facts.acknowledged
  const begunMs = world.time.now()
  while (world.time.now() - begunMs < CONVERGES_WITHIN_MS) {
    const deadlineMs = CONVERGES_WITHIN_MS
    const answer = await world.client.read('drain', (engine, options) => engine.drain({ deadlineMs, ...options }), {
      longestMs: deadlineMs,
      pushes: true,
    })
    if (answer.kind === 'answered') {
      world.facts.applied(upTo)
      return
    }
  }
  throw new Violation(`Without faults, not everything was applied within ${CONVERGES_WITHIN_MS} ms`)
}

/** Reads a feed to its end and compares it as a whole, once no post is about to expire. */
async function compare(
  world: World,
  view: FeedView,
  parts: {
    readonly strict: boolean
    readonly sizes: readonly number[]
    readonly expected: (nowMs: number) => PostId[]
  },
): Promise<void> {
  for (;;) {
    const before = parts.expected(world.time.now() - CLOCK_TOLERANCE_MS).join(' ')
    const items = await world.reader.readToEnd(world.newScroll(view, parts.strict), parts.sizes)
    const after = parts.expected(world.time.now() + CLOCK_TOLERANCE_MS).join(' ')
    if (before === after && items !== undefined) {
      if (items.join(' ') === after) return
      throw new Violation(`The ${view.kind} timeline of ${view.viewerId} is ${items.join(' ')} instead of ${after}`)
    }
    await world.time.sleep(CLOCK_TOLERANCE_MS)
  }
}
