import { EVENT_CLOCKS_DIFFER_MS, type Interaction, type PostId, type UserId } from '@feed-engine/core'
import type { Outcome } from '../client/client'
import type { World } from '../client/world'
import type { Dice } from '../history/dice'
import { SeededRandom } from '../time/random'
import { countedOf, deedOf } from '../truth/deeds'
import { possibleWorlds } from '../truth/facts'
import type { Deed } from '../truth/interactions'
import type { OraclePost } from '../truth/oracle'
import { CLOCK_TOLERANCE_MS, Violation } from '../truth/page-check'
import { anyUser, type Command, pickPost } from './command'

/** Share of viewers' devices that go away without learning the outcome, and of those that hand in the same things once more. */
const LEAVES = 0.15
const AGAIN = 0.4

/** Views that are remembered for longer are not waited for. */
const LONGEST_WINDOW_MS = 60_000

/** How much earlier or later views are told again than they are refused, or forgotten. */
const RETOLD_AROUND_MS = 1_000

/** How late a device may be. */
const LONGEST_QUEUE_MS = 60_000

type Kind = Exclude<Interaction['kind'], 'follow'>

/** A viewer reads, likes, answers: handed in by a device that tries again until it knows. */
export const interact: Command = {
  kind: 'interact',
  weight: 8,
  plan(world, dice) {
    const post = pickPost(world, dice)
    if (!observes(world) || post === undefined) return null
    if (post.expiresAtMs !== undefined || post.repostOf !== undefined) return null
    const viewerId = anyUser(world, dice)
    const kinds = Array.from({ length: dice.between(1, 3) }, () => drawKind(dice))
    const atMs = world.time.now() - dice.below(LONGEST_QUEUE_MS)
    const batch = aboutPost(world, {
      viewerId,
      post,
      kinds,
      atMs,
      leaves: dice.chance(LEAVES),
      again: dice.chance(AGAIN),
    })
    return { keys: [], run: () => handIn(world, batch) }
  },
}

/** Many like the same post at once, or think better of it; some devices are late. */
export const applaud: Command = {
  kind: 'applaud',
  weight: 3,
  plan(world, dice) {
    const post = pickPost(world, dice)
    if (!world.deployment.counts || post === undefined) return null
    if (post.expiresAtMs !== undefined || post.repostOf !== undefined) return null
    const nowMs = world.time.now()
    const fans = world.users.slice(dice.below(world.users.length))
    const random = new SeededRandom(dice.below(2 ** 32), 0)
    const batches = fans.map((viewerId) => {
      const kinds = [random.pick<Kind>(['like', 'like', 'unlike'])]
      const atMs = nowMs - random.below(LONGEST_QUEUE_MS)
      const device = { leaves: random.chance(LEAVES), again: random.chance(AGAIN) }
      return aboutPost(world, { viewerId, post, kinds, atMs, ...device })
    })
    return {
      keys: [],
      async run() {
        await Promise.all(batches.map((batch) => handIn(world, batch)))
      },
    }
  },
}

/** Views are told once more when they are about to be forgotten, or have just been: each counts once, or no more. */
export const retell: Command = {
  kind: 'retell',
  weight: 1,
  plan(world, dice) {
    const post = pickPost(world, dice)
    const { viewWindowMs } = world.settings
    if (!world.deployment.counts || post === undefined || viewWindowMs > LONGEST_WINDOW_MS) return null
    if (post.expiresAtMs !== undefined || post.repostOf !== undefined) return null
    const viewerId = anyUser(world, dice)
    const kinds: readonly Kind[] = ['view', 'view', 'view']
    const fromMs = world.time.now()
    const batch = aboutPost(world, { viewerId, post, kinds, atMs: fromMs, leaves: false, again: dice.chance(0.5) })
    const end = dice.pick(viewWindowMs, viewWindowMs + EVENT_CLOCKS_DIFFER_MS)
    const toldAgainAtMs = fromMs + end + dice.between(-RETOLD_AROUND_MS, RETOLD_AROUND_MS)
    return {
      keys: [],
      async run() {
        await handIn(world, batch)
        await world.drain()
        const restMs = toldAgainAtMs - world.time.now()
        if (restMs > 0) await world.time.sleep(world.time.shortened(restMs))
        await world.client.read('replay', (engine, options) =>
          engine.replay({ fromMs: fromMs - CLOCK_TOLERANCE_MS, of: 'counters' }, options),
        )
        await world.drain()
        await world.reader.readCounts([post.id], viewerId)
      },
    }
  },
}

/** A viewer wants to see fewer posts of somebody, or more again; everything is applied, and the viewer looks. */
export const seeFewer: Command = {
  kind: 'seeFewer',
  weight: 2,
  plan(world, dice) {
    const viewerId = anyUser(world, dice)
    const followees = world.users.filter((userId) => world.facts.oracle.followOf(viewerId, userId) === 'accepted')
    const authorId = followees[dice.below(followees.length)]
    if (!world.deployment.learns || authorId === undefined) return null
    const kind = dice.pick('hide', 'hide', 'unhide')
    const atMs = world.time.now()
    const batch: Batch = {
      viewerId,
      interactions: [{ kind, authorId, eventId: world.freshName(), atMs }],
      deeds: [deedOf(viewerId, { kind, atMs, target: { authorId, topics: [] } })],
      leaves: dice.chance(LEAVES),
      again: dice.chance(AGAIN),
    }
    const sizes = [dice.between(1, 8), dice.between(1, 8), 100]
    return {
      keys: [],
      async run() {
        await handIn(world, batch)
        await world.drain()
        await world.reader.readToEnd(world.newRankedScroll(viewerId), sizes)
      },
    }
  },
}

/** What one device hands in with one call. */
interface Batch {
  readonly viewerId: UserId
  readonly interactions: readonly Interaction[]
  /** What the engine learns from each. */
  readonly deeds: readonly Deed[]
  /** The post that all are about; absent: they name an author, and nothing can be wrong with them. */
  readonly postId?: PostId
  readonly leaves: boolean
  readonly again: boolean
}

/** Whether anybody takes note of what viewers do. */
function observes({ deployment }: World): boolean {
  return deployment.learns || deployment.counts
}

function aboutPost(
  world: World,
  what: Pick<Batch, 'viewerId' | 'leaves' | 'again'> & {
    readonly post: OraclePost
    readonly kinds: readonly Kind[]
    readonly atMs: number
  },
): Batch {
  const { viewerId, leaves, again, post, kinds, atMs } = what
  const { id: postId, authorId } = post
  const target = { authorId, topics: world.deployment.created(postId)?.topics ?? [] }
  const viewsUntilMs = world.time.now() + world.settings.viewWindowMs - CLOCK_TOLERANCE_MS
  const named = kinds.map((kind) => ({ kind, name: world.freshName() }))
  return {
    viewerId,
    postId,
    interactions: named.map(({ kind, name }) => ({ kind, postId, eventId: name, atMs })),
    deeds: named.map(({ kind, name }) => {
      const counted = countedOf(kind, { postId, viewerId, name, viewsUntilMs })
      return deedOf(viewerId, { kind, atMs, target, counted })
    }),
    leaves,
    again,
  }
}

async function handIn(world: World, batch: Batch): Promise<void> {
  const { viewerId, interactions, leaves, again } = batch
  const told = batch.deeds.map((deed) => world.interactions.begin(deed))
  const observation = world.facts.observe()
  const fromMs = world.time.now()
  const send = (): Promise<Outcome<void>> =>
    world.client.write(
      'recordInteractions',
      (engine, options) => engine.recordInteractions({ viewerId, interactions }, options),
      leaves,
    )
  try {
    const outcome = await send()
    if (outcome.kind === 'done') for (const one of told) world.interactions.acknowledge(one)
    else if (outcome.kind === 'given-up') for (const one of told) world.interactions.deny(one)
    if (outcome.kind !== 'given-up' && again) await send()
    checkOutcome(world, batch, { outcome, fromMs, worlds: possibleWorlds(observation, viewerId) })
  } finally {
    world.facts.endObservation(observation)
  }
}

/** A deed is taken if the viewer may see what it is about, and refused if not. */
function checkOutcome(
  world: World,
  { viewerId, postId }: Batch,
  known: {
    readonly outcome: Outcome<void>
    readonly fromMs: number
    readonly worlds: ReturnType<typeof possibleWorlds>
  },
): void {
  const { outcome, fromMs, worlds } = known
  if (outcome.kind === 'refused' && outcome.code === 'UNSUPPORTED' && world.deployment.hasCachelessApis) return
  if (outcome.kind === 'refused' && (postId === undefined || outcome.code !== 'NOT_FOUND')) {
    throw new Violation(`recordInteractions was refused with ${outcome.code}`)
  }
  if (postId === undefined || worlds === undefined) return
  const may = worlds.some((possible) => possible.mayRead(postId, viewerId, fromMs - CLOCK_TOLERANCE_MS))
  const must = worlds.every((possible) => possible.mayRead(postId, viewerId, world.time.now() + CLOCK_TOLERANCE_MS))
  if (outcome.kind === 'done' && !may) throw new Violation(`${viewerId} interacted with ${postId} and may not see it`)
  if (outcome.kind === 'refused' && must) throw new Violation(`${viewerId} could not interact with ${postId}`)
}

function drawKind(dice: Dice): Kind {
  return dice.pick<Kind>('view', 'view', 'like', 'unlike', 'reply', 'repost', 'quote')
}
