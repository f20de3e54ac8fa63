import type { EngineContext } from '../context/engine-context'
import type { UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { PATIENCE_MS, readOptional } from '../runtime/patience'

/** Followees who are chosen from, who are looked at, and whom of theirs. */
const LISTED = 1_000
const SAMPLED = 50
const OF_EACH = 100
/** Followees who are looked at at once. */
const WAVE = 10
/** Users who are followed by most of those, and come into question. */
const MOST = 200
const TTL_MS = 5 * 60_000
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Users by who of the viewer's followees follow them; most of them first, ties by id. */
export type FriendsOfFriends = ReadonlyMap<UserId, readonly UserId[]>

/** A sample of bounded size, as it was some minutes ago at most: without whom the viewer followed then. */
export async function friendsOfFriends(
  context: EngineContext,
  viewerId: UserId,
  budget: CallBudget,
): Promise<FriendsOfFriends> {
  const key = `friends-of-friends\n${context.tenant}\n${viewerId}`
  const remembered = await recall(context, key, budget)
  if (remembered !== undefined) return remembered
  const sample = await sampleOf(context, viewerId, budget)
  if (sample.size > 0) remember(context, key, sample)
  return sample
}

async function sampleOf(context: EngineContext, viewerId: UserId, budget: CallBudget): Promise<FriendsOfFriends> {
  const { graph, tenant } = context
  const { userIds } = await graph.followees({ tenant, userId: viewerId, limit: LISTED }, budget.forPort())
  const followees = spread(userIds, SAMPLED)
  const known = new Set([viewerId, ...userIds])
  const followers = new Map<UserId, UserId[]>()
  for (let next = 0; next < followees.length; next += WAVE) {
    const wave = followees.slice(next, next + WAVE)
    const pages = await Promise.all(
      wave.map((userId) => graph.followees({ tenant, userId, limit: OF_EACH }, budget.forPort())),
    )
    for (const [index, page] of pages.entries()) {
      const followeeId = wave[index]
      if (followeeId === undefined) continue
      for (const userId of page.userIds) {
        if (known.has(userId)) continue
        const by = followers.get(userId)
        if (by === undefined) followers.set(userId, [followeeId])
        else by.push(followeeId)
      }
    }
  }
  const byMost = [...followers].sort(([a, aBy], [b, bBy]) => bBy.length - aBy.length || (a < b ? -1 : 1))
  return new Map(byMost.slice(0, MOST))
}

/** So many of a list, evenly over all of it: its order has nothing to do with how near somebody is. */
function spread(userIds: readonly UserId[], count: number): readonly UserId[] {
  const step = Math.max(1, userIds.length / count)
  return userIds.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

async function recall(context: EngineContext, key: string, budget: CallBudget): Promise<FriendsOfFriends | undefined> {
  const { cache, runtime } = context
  if (cache === undefined) return undefined
  const found = await readOptional(runtime, {
    without: 'the shared cache failed, suggestions come from the graph',
    limitMs: PATIENCE_MS,
    work: async () => cache.getMany({ keys: [key] }, budget.forPort(PATIENCE_MS)),
  })
  const value = found?.values.get(key)?.value
  return value === undefined ? undefined : decode(value)
}

/** In the background; whatever fails costs another look at the graph. */
function remember({ cache, background }: EngineContext, key: string, sample: FriendsOfFriends): void {
  if (cache === undefined) return
  const value = encoder.encode(JSON.stringify([...sample]))
  const entries = [{ key, value, version: 0, ttlMs: TTL_MS }]
  background.start('remember suggestions', () => cache.setMany({ entries }, { deadlineMs: PATIENCE_MS }))
}

/** A cache may hold anything. */
function decode(bytes: Uint8Array): FriendsOfFriends | undefined {
  try {
    const entries: unknown = JSON.parse(decoder.decode(bytes))
    return Array.isArray(entries) && entries.every(isEntry) ? new Map(entries) : undefined
  } catch {
    return undefined
  }
}

function isEntry(entry: unknown): entry is readonly [UserId, readonly UserId[]] {
  if (!Array.isArray(entry)) return false
  const [userId, by] = entry as readonly unknown[]
  return typeof userId === 'string' && Array.isArray(by) && by.every((followeeId) => typeof followeeId === 'string')
}
