import type { UserId } from '@feed-engine/core'
import type { World } from '../client/world'
import type { Dice } from '../history/dice'
import { anyUser, type Command, type Plan, pickOther, pickUser } from './command'
import { planPublish } from './publish'
import { planFollow, planPairChange } from './relations'

/** Longest delay of what happens at the same time, in slow calls: about what a read takes. */
const DELAY_IN_CALLS = 6

/** Somebody follows people, and opens the app, cold or warm: the first page loads while the next follow comes, and a post. */
export const rush: Command = {
  kind: 'rush',
  weight: 5,
  plan(world, dice) {
    const userId = anyUser(world, dice)
    const first = planFollow(world, { userId, targetId: pickStranger(world, dice, userId) })
    const cold = dice.chance(0.5)
    const plans = [
      planFollow(world, { userId, targetId: pickStranger(world, dice, userId) }),
      planPublish(world, dice, { visibility: 'public' }),
      planLook(world, userId),
      planLook(world, userId),
    ]
    const keys = [first, ...plans].flatMap((plan) => plan.keys)
    if (new Set(keys).size < keys.length) return null
    const longestMs = DELAY_IN_CALLS * world.settings.rates.slowMs
    const delays = plans.map(() => dice.below(longestMs))
    return {
      keys,
      async run() {
        await first.run()
        if (cold) await world.deployment.evict([userId])
        await Promise.all(
          plans.map(async (plan, index) => {
            await world.time.sleep(delays[index] ?? 0)
            await plan.run()
          }),
        )
        await planLook(world, userId).run()
      },
    }
  },
}

/** Somebody mutes a person, looks, thinks better of it, and looks again. */
export const grudge: Command = {
  kind: 'grudge',
  weight: 2,
  plan(world, dice) {
    const userId = pickUser(world, dice)
    const pair = { userId, targetId: pickOther(world, dice, userId) }
    const mute = planPairChange(world, 'mute', pair)
    const unmute = planPairChange(world, 'unmute', pair)
    const look = planLook(world, userId)
    return {
      keys: mute.keys,
      async run() {
        for (const plan of [look, mute, look, unmute, look]) await plan.run()
      },
    }
  },
}

/** Somebody whom the user does not follow, and who has posted, if there is one. */
function pickStranger(world: World, dice: Dice, userId: UserId): UserId {
  const { oracle } = world.facts
  const authors = new Set(world.postIds.map((postId) => oracle.post(postId)?.authorId))
  const strangers = world.users.filter(
    (other) => other !== userId && authors.has(other) && oracle.followOf(userId, other) === 'none',
  )
  const other = pickOther(world, dice, userId)
  return strangers[dice.below(strangers.length)] ?? other
}

function planLook(world: World, viewerId: UserId): Plan {
  return { keys: [], run: () => world.lookAtHome(viewerId) }
}
