import type { UserId } from '@feed-engine/core'
import type { EngineCall } from '../client/client'
import type { World } from '../client/world'
import type { Dice } from '../history/dice'
import type { Change } from '../truth/oracle'
import { Violation } from '../truth/page-check'
import {
  accountKey,
  type Command,
  type Plan,
  pairKey,
  pickOther,
  pickUser,
  requireNoRefusal,
  requireRefusal,
} from './command'

export const follow: Command = {
  kind: 'follow',
  weight: 12,
  plan: (world, dice) => planFollow(world, newPair(world, dice)),
}

export function planFollow(world: World, { userId, targetId }: Pair): Plan {
  return {
    keys: [pairKey(userId, targetId), accountKey(targetId)],
    async run() {
      const change: Change = { type: 'follow', userId, targetId }
      const { oracle } = world.facts
      const blocked = oracle.blocked(userId, targetId)
      const state = oracle.after(change).followOf(userId, targetId)
      const outcome = await world.change('follow', change, (engine, options) =>
        engine.follow({ followerId: userId, followeeId: targetId }, options),
      )
      if (blocked) return requireRefusal('follow between blocked users', outcome, 'BLOCKED')
      requireNoRefusal('follow', outcome)
      if (outcome.kind === 'done' && outcome.value.state !== state) {
        throw new Violation(`A follow came out as ${outcome.value.state} instead of ${state}`)
      }
    },
  }
}

export const unfollow: Command = {
  kind: 'unfollow',
  weight: 5,
  plan(world, dice) {
    const userId = pickUser(world, dice)
    const targetId = pickOther(world, dice, userId)
    return {
      keys: [pairKey(userId, targetId)],
      async run() {
        const outcome = await world.change('unfollow', { type: 'unfollow', userId, targetId }, (engine, options) =>
          engine.unfollow({ followerId: userId, followeeId: targetId }, options),
        )
        requireNoRefusal('unfollow', outcome)
      },
    }
  },
}

export const approveFollow: Command = {
  kind: 'approveFollow',
  weight: 5,
  plan(world, dice) {
    const targetId = pickUser(world, dice)
    const pending = world.users.filter((userId) => world.facts.oracle.followOf(userId, targetId) === 'pending')
    const userId = pending[dice.below(pending.length)] ?? pickOther(world, dice, targetId)
    return {
      keys: [pairKey(userId, targetId)],
      async run() {
        const missing = world.facts.oracle.followOf(userId, targetId) === 'none'
        const outcome = await world.change('approveFollow', { type: 'approve', userId, targetId }, (engine, options) =>
          engine.approveFollow({ followerId: userId, followeeId: targetId }, options),
        )
        if (missing) requireRefusal('approval of no follow', outcome, 'NOT_FOUND')
        else requireNoRefusal('approveFollow', outcome)
      },
    }
  },
}

export const setAccountVisibility: Command = {
  kind: 'setAccountVisibility',
  weight: 3,
  plan(world, dice) {
    const userId = pickUser(world, dice)
    const visibility = dice.pick('public', 'private')
    return {
      keys: [accountKey(userId)],
      async run() {
        const change: Change = { type: 'account', userId, visibility }
        const outcome = await world.change('setAccountVisibility', change, (engine, options) =>
          engine.setAccountVisibility({ userId, visibility }, options),
        )
        requireNoRefusal('setAccountVisibility', outcome)
      },
    }
  },
}

export const block = pairCommand('block', 2)
export const unblock = pairCommand('unblock', 2)
export const mute = pairCommand('mute', 2)
export const unmute = pairCommand('unmute', 2)

type PairChange = 'block' | 'unblock' | 'mute' | 'unmute'

function pairCommand(kind: PairChange, weight: number): Command {
  return {
    kind,
    weight,
    plan(world, dice) {
      const pair = kind === 'block' || kind === 'mute' ? newPair(world, dice) : oldPair(world, dice, kind)
      return pair === undefined ? null : planPairChange(world, kind, pair)
    },
  }
}

export function planPairChange(world: World, kind: PairChange, pair: Pair): Plan {
  const call: EngineCall<void> = (engine, options) => engine[kind](pair, options)
  return {
    keys: [pairKey(pair.userId, pair.targetId)],
    run: async () => requireNoRefusal(kind, await world.change(kind, { type: kind, ...pair }, call)),
  }
}

export interface Pair {
  readonly userId: UserId
  readonly targetId: UserId
}

function newPair(world: World, dice: Dice): Pair {
  const userId = pickUser(world, dice)
  return { userId, targetId: pickOther(world, dice, userId) }
}

/** Two users between whom there is something to undo. */
function oldPair(world: World, dice: Dice, kind: 'unblock' | 'unmute'): Pair | undefined {
  const { oracle } = world.facts
  const pairs = world.users.flatMap((userId) => world.users.map((targetId) => ({ userId, targetId })))
  const undoable = pairs.filter(({ userId, targetId }) =>
    kind === 'unblock' ? oracle.blocks(userId, targetId) : oracle.mutes(userId, targetId),
  )
  return undoable[dice.below(undoable.length)]
}
