import { setImmediate } from 'node:timers/promises'
import { DEFAULT_TENANT } from '@feed-engine/core'
import { type FollowGraph, followCount } from './follow-graph'
import type { Progress } from './progress'
import { type Random, randomBelow, sample } from './random'
import { type ScrollResult, scrollToEnd } from './scroll'
import type { Session } from './session'
import type { Action } from './workload'

/** Calls between two turns of the event loop: workers, timers and the progress line need theirs. */
const CALLS_PER_TURN = 64

/** Calls under way at once where their order does not matter. Posts are published one by one: they refer to each other. */
const WRITES_AT_ONCE = 64
const READS_AT_ONCE = 8

/** Time for what is left to fan out when the last post is published. */
const DRAINS_WITHIN_MS = 600_000

/** One viewer in so many does this before reading. */
const VIEWERS_PER_MUTE = 5
const VIEWERS_PER_BLOCK = 10
const VIEWERS_PER_FOLLOW = 3

const now = (): number => performance.now()

interface Step {
  readonly name: string
  readonly progress: Progress
  readonly total: number
  /** Calls under way at once. @defaultValue 1 */
  readonly atOnce?: number
}

/** Runs a call for each element, in order or several at once. Answers the milliseconds that it took. */
async function forEach<T>(step: Step, elements: Iterable<T>, call: (element: T) => Promise<void>): Promise<number> {
  const start = now()
  const queue = elements[Symbol.iterator]()
  const work = async (): Promise<void> => {
    let calls = 0
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      await call(next.value)
      step.progress.advance()
      if (++calls % CALLS_PER_TURN === 0) await setImmediate()
    }
  }
  step.progress.begin(step.name, step.total)
  await Promise.all(Array.from({ length: step.atOnce ?? 1 }, work))
  step.progress.end()
  return now() - start
}

export function followAll(session: Session, graph: FollowGraph, progress: Progress): Promise<number> {
  const userId = (user: number): string => graph.userIds[user] as string
  function* follows(): Generator<readonly [string, string]> {
    for (const [follower, followees] of graph.followees.entries()) {
      for (const followee of followees) yield [userId(follower), userId(followee)]
    }
  }
  const step = { name: 'follow', progress, total: followCount(graph), atOnce: WRITES_AT_ONCE }
  return forEach(step, follows(), ([follower, followee]) => session.follow(follower, followee))
}

/** Performs actions one by one, calling `before` each, and waits until all of them are applied. */
export async function perform(
  session: Session,
  actions: readonly Action[],
  { progress, before }: { readonly progress: Progress; readonly before?: (index: number) => Promise<void> },
): Promise<{ readonly publishMs: number; readonly drainedMs: number }> {
  const start = now()
  const step = { name: 'publish, delete, follow', progress, total: actions.length }
  const publishMs = await forEach(step, actions.entries(), async ([index, action]) => {
    await before?.(index)
    await session.perform(action)
  })
  await session.engine.drain({ deadlineMs: DRAINS_WITHIN_MS })
  return { publishMs, drainedMs: now() - start }
}

/** Reads the first page of each reader, so that their timelines are open. */
export function openTimelines(session: Session, readers: readonly string[], progress: Progress): Promise<number> {
  const step = { name: 'open timelines', progress, total: readers.length, atOnce: READS_AT_ONCE }
  return forEach(step, readers, async (viewerId) => {
    await session.engine.homeTimeline({ viewerId })
  })
}

/** Forgets the cached timelines of users. */
export async function evictTimelines(session: Session, ownerIds: readonly string[]): Promise<void> {
  const feeds = ownerIds.map((ownerId) => ({ tenant: DEFAULT_TENANT, kind: 'home' as const, ownerId }))
  await session.running.deployment.stores.timelines?.evict({ feeds })
}

/** Some viewers follow somebody, and some mute or block somebody whom they follow, last thing before they read. */
export async function changeRelations(
  session: Session,
  graph: FollowGraph,
  viewers: readonly number[],
  random: Random,
): Promise<void> {
  const userId = (user: number): string => graph.userIds[user] as string
  const every = (count: number, first: number): readonly number[] =>
    viewers.filter((_, index) => index % count === first)

  for (const viewer of every(VIEWERS_PER_FOLLOW, 0)) {
    const other = randomBelow(graph.userIds.length, random)
    if (other !== viewer) await session.follow(userId(viewer), userId(other))
  }
  // Blocks come last: one who is blocked may not follow.
  for (const viewer of every(VIEWERS_PER_MUTE, 1)) {
    const [followee] = sample([...(graph.followees[viewer] ?? [])], 1, random)
    if (followee !== undefined) await session.mute(userId(viewer), userId(followee))
  }
  for (const viewer of every(VIEWERS_PER_BLOCK, 2)) {
    const [followee] = sample([...(graph.followees[viewer] ?? [])], 1, random)
    if (followee !== undefined) await session.block(userId(viewer), userId(followee))
  }
}

/** Pages the home timelines of viewers to their ends, comparing each page. */
export async function scrollAll(
  session: Session,
  viewers: readonly string[],
  limit: number,
  step: { readonly name: string; readonly progress: Progress },
): Promise<readonly ScrollResult[]> {
  const results: ScrollResult[] = []
  await forEach({ ...step, total: viewers.length, atOnce: READS_AT_ONCE }, viewers, async (viewerId) => {
    const expected = session.reference.home(viewerId)
    results.push(await scrollToEnd({ engine: session.engine, viewerId, limit, expected, now }))
  })
  return results
}

/** Milliseconds of each first page, several rounds of all viewers. */
export async function timeFirstPages(
  session: Session,
  viewers: readonly string[],
  options: { readonly limit: number; readonly rounds: number },
): Promise<readonly number[]> {
  const durations: number[] = []
  for (let round = 0; round < options.rounds; round++) {
    for (const viewerId of viewers) {
      const start = now()
      await session.engine.homeTimeline({ viewerId, limit: options.limit })
      durations.push(now() - start)
    }
    await setImmediate()
  }
  return durations
}
