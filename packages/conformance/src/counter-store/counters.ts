import type {
  CounterChange,
  CounterStatus,
  CounterStore,
  Counts,
  EventChange,
  MemberChange,
  PostCounters,
  PostId,
  TenantId,
} from '@feed-engine/core'
import { ensureEqual } from '../kit/violation'

/** The clock of the callers: a rule moves it as it likes, whatever time it is. */
export const NOW_MS = Date.UTC(2030, 0)
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

export const NONE: Counts = { likes: 0, replies: 0, reposts: 0, quotes: 0, views: 0 }

/** A like, or another change of a member. */
export function memberChange(postId: PostId, member: string, change: Partial<MemberChange> = {}): MemberChange {
  return { postId, counter: 'likes', member, on: true, atMs: NOW_MS, ...change }
}

export function view(postId: PostId, member: string, change: Partial<EventChange> = {}): EventChange {
  return { postId, counter: 'views', member, atMs: NOW_MS, keepMs: DAY_MS, ...change }
}

export async function apply(
  store: Pick<CounterStore, 'apply'>,
  tenant: TenantId,
  changes: readonly CounterChange[],
  nowMs = NOW_MS,
): Promise<readonly CounterStatus[]> {
  const statuses = await store.apply({ tenant, nowMs, changes })
  ensureEqual(statuses.length, changes.length, 'number of statuses')
  return statuses
}

export async function readOne(
  store: Pick<CounterStore, 'read'>,
  tenant: TenantId,
  postId: PostId,
  viewerId?: string,
): Promise<PostCounters | undefined> {
  return (await store.read({ tenant, postIds: [postId], ...(viewerId === undefined ? {} : { viewerId }) })).get(postId)
}

/** Demands that these are the counts of a post; what is not named is 0. */
export async function ensureCounts(
  store: Pick<CounterStore, 'read'>,
  tenant: TenantId,
  postId: PostId,
  expected: Partial<Counts>,
): Promise<void> {
  ensureEqual(await readOne(store, tenant, postId), { counts: { ...NONE, ...expected } }, 'the counters')
}
