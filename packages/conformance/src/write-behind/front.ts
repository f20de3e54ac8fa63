import {
  type CounterChange,
  type CounterPart,
  type CounterStore,
  type Counts,
  type MemberState,
  type PostId,
  partName,
  type RestoredCounters,
  type TenantId,
  type UnsavedCounters,
  type WriteBehindCounters,
} from '@feed-engine/core'
import { NONE, NOW_MS } from '../counter-store/counters'
import { ensure, ensureEqual } from '../kit/violation'

/** Long enough that nothing of a rule goes by itself. */
export const IDLE_MS = 600_000

/** The side of a store that stands in front of an archive. */
export function frontOf({ writeBehind }: CounterStore): WriteBehindCounters {
  ensure(writeBehind !== undefined, 'writeBehind has to be there')
  return writeBehind
}

/** Applies changes to posts that the archive has nothing of. */
export async function applyNew(
  front: WriteBehindCounters,
  tenant: TenantId,
  changes: readonly CounterChange[],
  nowMs = NOW_MS,
) {
  const postIds = [...new Set(changes.map(({ postId }) => postId))]
  const { unknown: parts } = await front.read({ tenant, postIds })
  await front.restore({ parts: parts.map((part) => ({ ...part, members: [] })), idleMs: IDLE_MS })
  const { statuses, unknown } = await front.apply({ tenant, nowMs, changes })
  ensureEqual([...unknown], [], 'what is unknown after everything was restored')
  return statuses
}

/** The parts of a post: as a store answers them of which nothing is held. */
export async function partsOf(front: WriteBehindCounters, tenant: TenantId, postId: PostId): Promise<CounterPart[]> {
  const { unknown } = await front.read({ tenant, postIds: [postId] })
  return unknown.map(({ part }) => ({ tenant, postId, part }))
}

/** A post as an archive has it: its counts in the first of its parts. */
export function archivedParts(
  parts: readonly CounterPart[],
  archived: { readonly version: number; readonly counts: Partial<Counts> },
  members: readonly MemberState[] = [],
): readonly RestoredCounters[] {
  return parts.map((part, index) => ({
    ...part,
    archived: { version: archived.version, counts: index === 0 ? { ...NONE, ...archived.counts } : NONE },
    members,
  }))
}

export async function countsOf(
  front: WriteBehindCounters,
  tenant: TenantId,
  postId: PostId,
): Promise<Counts | undefined> {
  return (await front.read({ tenant, postIds: [postId] })).counters.get(postId)?.counts
}

/** Every dirty part of a tenant. */
export async function dirtyOf(
  front: WriteBehindCounters,
  tenant: TenantId,
  limit = 50,
): Promise<readonly CounterPart[]> {
  const found = new Map<string, CounterPart>()
  let after: string | undefined
  do {
    const { parts, next } = await front.dirty({ limit, ...(after === undefined ? {} : { after }) })
    for (const part of parts) if (part.tenant === tenant) found.set(partName(part), part)
    after = next
  } while (after !== undefined)
  return [...found.values()]
}

/** What the archive lacks of all dirty parts of a tenant. */
export async function unsavedOf(front: WriteBehindCounters, tenant: TenantId, membersPerPart = 1_000) {
  return front.unsaved({ parts: await dirtyOf(front, tenant), membersPerPart })
}

/** Names of the members in there. */
export function membersIn(parts: readonly UnsavedCounters[]): readonly string[] {
  return parts.flatMap(({ members }) => members.map(({ member }) => member)).sort()
}
