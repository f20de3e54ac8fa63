import type { PostId, UserId } from '@feed-engine/core'
import type { Outcome } from '../client/client'
import type { World } from '../client/world'
import type { Dice } from '../history/dice'
import type { OraclePost } from '../truth/oracle'
import { Violation } from '../truth/page-check'

/** One kind of operation. What exactly it does follows from the dice and from what the world is like by then. */
export interface Command {
  readonly kind: string
  /** How often it is drawn, compared with the others. */
  readonly weight: number
  /** `null` if the world has nothing for it to work on. */
  plan(world: World, dice: Dice): Plan | null
}

export interface Plan {
  /**
   * What it needs for itself: operations with a key in common do not overlap, since what they leave behind would
   * depend on an order that nobody is told.
   */
  readonly keys: readonly string[]
  /** Does it, and checks what comes back. Throws a {@link Violation}. */
  run(): Promise<void>
}

/** A user, each as often as the others: whoever reads. */
export function anyUser(world: World, dice: Dice): UserId {
  return world.users[dice.below(world.users.length)] ?? 'u0'
}

/** A user; some are met much more often than others: whoever writes, or is followed. */
export function pickUser(world: World, dice: Dice): UserId {
  return world.users[Math.floor(world.users.length * dice.next() ** 2)] ?? 'u0'
}

export function pickOther(world: World, dice: Dice, userId: UserId): UserId {
  const others = world.users.filter((other) => other !== userId)
  return others[Math.floor(others.length * dice.next() ** 1.5)] ?? 'u1'
}

/** A published post, rather a new one, deleted or not. */
export function pickPost(world: World, dice: Dice): OraclePost | undefined {
  const { postIds } = world
  const postId = postIds[postIds.length - 1 - Math.floor(postIds.length * dice.next() ** 2.5)]
  return postId === undefined ? undefined : world.facts.oracle.post(postId)
}

export function pairKey(userId: UserId, otherId: UserId): string {
  return userId < otherId ? `pair ${userId} ${otherId}` : `pair ${otherId} ${userId}`
}

export function accountKey(userId: UserId): string {
  return `account ${userId}`
}

export function postKey(postId: PostId): string {
  return `post ${postId}`
}

/** The operation may only have been done or left. */
export function requireNoRefusal(name: string, outcome: Outcome<unknown>): void {
  if (outcome.kind === 'refused') throw new Violation(`${name} was refused with ${outcome.code}`)
}

/** The operation has to be refused, with this code. */
export function requireRefusal(name: string, outcome: Outcome<unknown>, code: string): void {
  if (outcome.kind === 'done') throw new Violation(`${name} should have been refused with ${code}, but was done`)
  if (outcome.kind === 'refused' && outcome.code !== code) {
    throw new Violation(`${name} should have been refused with ${code}, but was refused with ${outcome.code}`)
  }
}
