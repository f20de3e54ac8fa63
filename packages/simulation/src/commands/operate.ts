import type { UserId } from '@feed-engine/core'
import type { World } from '../client/world'
import { type Command, pickUser } from './command'
import { drawPolicy } from './draw-policy'

/** Newest posts whose followers look for them when everything is said to be applied. */
const LATEST = 3

/** Longer than views are remembered in some runs. */
const LONGEST_REPLAY_MS = 120_000

/** Waits until everything is applied, and looks at once; or gives up, while something is broken. */
export const drain: Command = {
  kind: 'drain',
  weight: 6,
  plan: (world, dice) => ({
    keys: [],
    async run() {
      if (!(await world.drain())) return
      world.coverage.add('drains')
      for (const viewerId of latestAudience(world)) await world.lookAtHome(viewerId, dice.between(1, 8))
    },
  }),
}

/** The operator changes the policy while the system runs, in all processes but those that start at that moment. */
export const setPolicy: Command = {
  kind: 'setPolicy',
  weight: 3,
  plan(world, dice) {
    const policy = drawPolicy(world.settings, dice)
    return { keys: [], run: async () => world.deployment.setPolicy(policy) }
  },
}

export const rebuildTimeline: Command = {
  kind: 'rebuildTimeline',
  weight: 2,
  plan(world, dice) {
    const viewerId = pickUser(world, dice)
    return {
      keys: [],
      async run() {
        await world.client.read('rebuildTimeline', (engine, options) => engine.rebuildTimeline({ viewerId }, options))
      },
    }
  },
}

/** Hands the workers everything since a while ago once more, posts or interactions: to be repeated is nothing special. */
export const replay: Command = {
  kind: 'replay',
  weight: 1,
  plan: (world, dice) => {
    const fromMs = world.time.now() - dice.below(LONGEST_REPLAY_MS)
    const of = dice.pick('posts', 'counters')
    return {
      keys: [],
      async run() {
        await world.client.read('replay', (engine, options) => engine.replay({ fromMs, of }, options))
      },
    }
  },
}

/** Nothing happens for a while. */
export const wait: Command = {
  kind: 'wait',
  weight: 4,
  plan: (world, dice) => {
    const durationMs = dice.pick(1, 50, 1_000, 5_000, 25_000)
    return { keys: ['everything'], run: () => world.time.sleep(world.time.shortened(durationMs)) }
  },
}

/** A follower of each of the authors who have posted last: one whom a large author's post reaches late. */
function latestAudience(world: World): ReadonlySet<UserId> {
  const { oracle } = world.facts
  const authors = world.postIds.slice(-LATEST).map((postId) => oracle.post(postId)?.authorId ?? '')
  const followers = authors.map((authorId) =>
    world.users.findLast((userId) => oracle.followOf(userId, authorId) === 'accepted'),
  )
  return new Set(followers.filter((userId) => userId !== undefined))
}
