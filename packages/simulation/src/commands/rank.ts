import type { Scroll } from '../client/scroll'
import type { World } from '../client/world'
import { Dice } from '../history/dice'
import { anyUser, type Command, type Plan } from './command'
import { planPublish } from './publish'
import { keepScroll } from './read'

const LARGEST_PAGE = 8
const STRICT = 0.1
const LARGEST_FEED = 100

/** Reads the first page of a ranked feed; whether somebody goes on is another question. */
export const readRanked: Command = {
  kind: 'readRanked',
  weight: 5,
  plan(world, dice) {
    const scroll = drawScroll(world, dice)
    const limit = dice.between(1, LARGEST_PAGE)
    return {
      keys: [scroll.key],
      async run() {
        await world.reader.readNext(scroll, limit)
        keepScroll(world, scroll)
      },
    }
  },
}

/** Reads a whole ranked feed, faster or slower than its session lives. */
export const scrollRanked: Command = {
  kind: 'scrollRanked',
  weight: 3,
  plan(world, dice) {
    const scroll = drawScroll(world, dice)
    const sizes = [dice.between(1, LARGEST_PAGE), dice.between(1, LARGEST_PAGE), LARGEST_FEED]
    const pauseMs = dice.pick(0, 0, 200, 1_200)
    return {
      keys: [scroll.key],
      async run() {
        await world.reader.readToEnd(scroll, sizes, pauseMs)
      },
    }
  },
}

/** Comes back to a ranked feed, more than once, while others have posted and its session has expired. */
export const comeBack: Command = {
  kind: 'comeBack',
  weight: 1,
  plan(world, dice) {
    const scroll = drawScroll(world, dice)
    const visits = [1, 2].map(() => ({ limit: dice.between(2, LARGEST_PAGE), posts: dice.between(0, 12) }))
    const author = dice.next()
    return {
      keys: [scroll.key],
      async run() {
        for (const { limit, posts } of visits) {
          await world.reader.readNext(scroll, limit)
          if (scroll.cursor === undefined) return
          for (let count = 0; count < posts; count++) await planPost(world, author).run()
          await world.time.sleep(world.time.shortened(world.settings.rankedSessionTtlMs))
        }
        await world.reader.readNext(scroll, 2)
        keepScroll(world, scroll)
      },
    }
  },
}

function planPost(world: World, author: number): Plan {
  return planPublish(world, new Dice([author]), { visibility: 'public' })
}

function drawScroll(world: World, dice: Dice): Scroll {
  return world.newRankedScroll(anyUser(world, dice), dice.chance(STRICT))
}
