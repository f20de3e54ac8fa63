import type { PostId, UserId } from '@feed-engine/core'
import type { World } from '../client/world'
import { applaud } from '../commands/interact'
import { SIGNAL_NAMES } from '../truth/interactions'
import { CLOCK_TOLERANCE_MS, type FeedView, Violation } from '../truth/page-check'
import { checkVector } from '../truth/signal-check'
import { Dice } from './dice'

/** Virtual time in which everything has to be applied once nothing fails any more. */
const CONVERGES_WITHIN_MS = 60_000

/** Time in which what was frozen thaws, and what was late arrives. */
const SETTLE_MS = 12_000

/** User timelines compared at the end. */
const USER_TIMELINES = 6

/** Ranked feeds read at the end. */
const RANKED_FEEDS = 3

/** Posts that are applauded at the end, out of the archive. */
const ENCORES = 2

/** Posts whose counters are read with one call. */
const POSTS_AT_ONCE = 200

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
  for (let round = 0; round < RANKED_FEEDS; round++) await scrollRanked(world, world.random.pick(world.users))
  for (let round = 0; round < USER_TIMELINES; round++) {
    const viewerId = world.random.pick(world.users)
    const authorId = world.random.pick(world.users)
    const expected = (nowMs: number): PostId[] => world.facts.oracle.user(viewerId, authorId, nowMs)
    await compare(world, { kind: 'user', viewerId, authorId }, { strict: false, sizes: smallPages(world), expected })
  }
  await checkSignals(world)
  await checkCounters(world)
}

/** Reads a ranked feed to its end: nothing fails any more, so it takes no fallback but for what processes do not share. */
async function scrollRanked(world: World, viewerId: UserId): Promise<void> {
  const scroll = world.newRankedScroll(viewerId)
  const items = await world.reader.readToEnd(scroll, smallPages(world))
  const allowed: readonly string[] = world.deployment.sharesSessions ? [] : ['ranking-session-lost']
  const fallback = [...(scroll.progress?.degraded ?? [])].find((name) => !allowed.includes(name))
  if (fallback !== undefined) throw new Violation(`Without faults, a ranked feed of ${viewerId} was ${fallback}`)
  if (items === undefined) throw new Violation(`Without faults, a ranked feed of ${viewerId} could not be read`)
}

/** Every vector of every viewer is what they did. */
async function checkSignals(world: World): Promise<void> {
  const { signals } = world.deployment.stores.sets[0]
  if (signals === undefined || !world.deployment.learns) return
  for (const viewerId of world.users) {
    const told = world.interactions.of(viewerId)
    const subjects = SIGNAL_NAMES.map((kind) => ({ subject: { kind, ownerId: viewerId } }))
    const vectors = await signals.read({ tenant: 'default', subjects })
    for (const [index, signal] of SIGNAL_NAMES.entries()) {
      checkVector(told, { viewerId, signal, entries: vectors[index] ?? [], nowMs: world.time.now() })
    }
  }
}

/**
 * Every counter of every post is what was done to it; also when all that is left is what the archive has, and more was
 * done to that.
 */
async function checkCounters(world: World): Promise<void> {
  const { deployment } = world
  if (!deployment.counts) return
  await readAllCounts(world)
  if (!deployment.archivesCounters || deployment.stores.loseCounters === undefined) return
  deployment.stores.loseCounters()
  for (let round = 0; round < ENCORES; round++) {
    await applaud.plan(world, new Dice([world.random.next(), world.random.next(), world.random.next()]))?.run()
  }
  await drainCompletely(world)
  deployment.stores.loseCounters()
  await readAllCounts(world)
}

/** Posts that nobody has done anything to look the same to everybody. */
async function readAllCounts(world: World): Promise<void> {
  const { postIds, users, interactions } = world
  await readCounts(world, postIds, world.random.pick(users))
  const popular = postIds.filter((postId) => interactions.about(postId).size > 0)
  for (const viewerId of users) await readCounts(world, popular, viewerId)
}

async function readCounts({ reader }: World, postIds: readonly PostId[], viewerId: UserId): Promise<void> {
  for (let from = 0; from < postIds.length; from += POSTS_AT_ONCE) {
    const answered = await reader.readCounts(postIds.slice(from, from + POSTS_AT_ONCE), viewerId)
    if (!answered) throw new Violation('Without faults, counters could not be read')
  }
}

function smallPages(world: World): readonly number[] {
  return [1, 2, 3].map(() => world.random.between(1, SMALL_PAGE))
}

async function drainCompletely(world: World): Promise<void> {
  const begunMs = world.time.now()
  while (world.time.now() - begunMs < CONVERGES_WITHIN_MS) {
    if (await world.drain(CONVERGES_WITHIN_MS)) return
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
