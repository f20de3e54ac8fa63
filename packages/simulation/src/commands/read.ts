import type { Scroll } from '../client/scroll'
import type { World } from '../client/world'
import type { Dice } from '../history/dice'
import type { FeedView } from '../truth/page-check'
import { anyUser, type Command, type Plan, pickOther, pickPost } from './command'

const LARGEST_PAGE = 8
const STRICT = 0.15
/** Scrolls that are kept to be gone on with. */
const KEPT_SCROLLS = 8

export const readHome: Command = {
  kind: 'readHome',
  weight: 22,
  plan: (world, dice) => planFirstPage(world, dice, { kind: 'home', viewerId: anyUser(world, dice) }),
}

export const readUser: Command = {
  kind: 'readUser',
  weight: 5,
  plan(world, dice) {
    const viewerId = anyUser(world, dice)
    const pending = world.users.filter((other) => world.facts.oracle.followOf(viewerId, other) === 'pending')
    const other = dice.chance(0.2) ? viewerId : pickOther(world, dice, viewerId)
    const authorId = pending[dice.below(2 * pending.length)] ?? other
    return planFirstPage(world, dice, { kind: 'user', viewerId, authorId })
  },
}

/** Goes on with a scroll that was begun earlier. */
export const readOn: Command = {
  kind: 'readOn',
  weight: 10,
  plan(world, dice) {
    const scroll = world.scrolls[dice.below(world.scrolls.length)]
    if (scroll === undefined) return null
    const limit = dice.between(1, LARGEST_PAGE)
    return {
      keys: [scroll.key],
      async run() {
        await world.reader.readNext(scroll, limit)
        if (scroll.cursor === undefined) world.scrolls = world.scrolls.filter((other) => other !== scroll)
      },
    }
  },
}

/** Reads a whole feed, in pages of varying size, while the world goes on. */
export const scrollHome: Command = {
  kind: 'scrollHome',
  weight: 7,
  plan(world, dice) {
    const scroll = world.newScroll({ kind: 'home', viewerId: anyUser(world, dice) }, dice.chance(STRICT))
    const sizes = [dice.between(1, LARGEST_PAGE), dice.between(1, LARGEST_PAGE), dice.between(1, LARGEST_PAGE)]
    const pauseMs = dice.pick(0, 0, 5, 200)
    return {
      keys: [scroll.key],
      async run() {
        await world.reader.readToEnd(scroll, sizes, pauseMs)
      },
    }
  },
}

/** Several readers of one feed at the same moment, as after a push notification. */
export const herd: Command = {
  kind: 'herd',
  weight: 4,
  plan(world, dice) {
    const view: FeedView = { kind: 'home', viewerId: anyUser(world, dice) }
    const limits = [1, 2, 3].map(() => dice.between(1, LARGEST_PAGE))
    return {
      keys: [],
      async run() {
        await Promise.all(limits.map((limit) => world.reader.readNext(world.newScroll(view), limit)))
      },
    }
  },
}

export const getPost: Command = {
  kind: 'getPost',
  weight: 2,
  plan(world, dice) {
    const post = pickPost(world, dice)
    const viewerId = anyUser(world, dice)
    if (post === undefined || post.repostOf !== undefined) return null
    return { keys: [], run: () => world.reader.readPost(post.id, viewerId) }
  },
}

/** Somebody may go on with it later, if it has not come to its end. */
export function keepScroll(world: World, scroll: Scroll): void {
  if (scroll.cursor !== undefined) world.scrolls = [scroll, ...world.scrolls].slice(0, KEPT_SCROLLS)
}

function planFirstPage(world: World, dice: Dice, view: FeedView): Plan {
  const scroll = world.newScroll(view, view.kind === 'home' && dice.chance(STRICT))
  const limit = dice.between(1, LARGEST_PAGE)
  return {
    keys: [scroll.key],
    async run() {
      await world.reader.readNext(scroll, limit)
      keepScroll(world, scroll)
    },
  }
}
