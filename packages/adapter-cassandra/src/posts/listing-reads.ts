import type { Position, TenantId, UserId } from '@feed-engine/core'
import { FETCH_SIZE, type Session } from '../database/session'
import {
  BUCKETS,
  BUCKETS_OF_MANY,
  NEWEST_POSTS,
  NEWEST_POSTS_OF_MANY,
  POSTS_BELOW,
  POSTS_BELOW_OF_MANY,
} from './post-statements'

/**
 * Authors whom one statement asks for: what a wave costs the client are its statements, not their partitions. More would
 * have one node ask the replicas of all, and run into operators' guardrails.
 */
const MOST_AUTHORS = 16

/** Posts of an author in one partition. */
export interface Slice {
  readonly authorId: UserId
  readonly bucket: number
  /** Only posts below it; undefined: the newest ones. */
  readonly before: Position | undefined
  readonly atMost: number
}

interface BucketRow {
  readonly author_id: UserId
  readonly bucket: number
}

interface PositionRow {
  readonly author_id: UserId
  readonly position: Buffer
}

/** Which partitions authors have, newest first. Authors without any are left out. */
export async function readBuckets(
  session: Session,
  tenant: TenantId,
  authorIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, readonly number[]>> {
  const rows = await Promise.all(
    evenGroups(authorIds, MOST_AUTHORS).map((group) => {
      const [one = ''] = group
      return group.length === 1
        ? session.rows<BucketRow>(BUCKETS, [tenant, one])
        : session.rows<BucketRow>(BUCKETS_OF_MANY, [tenant, group])
    }),
  )
  return byAuthor(rows.flat(), ({ bucket }) => bucket)
}

/**
 * Positions in slices, newest first, perhaps more of them than asked for. One slice of an author at most; authors without
 * posts in theirs are left out. Slices of the same partition number and bound are read together.
 */
export async function readSlices(
  session: Session,
  tenant: TenantId,
  slices: readonly Slice[],
): Promise<ReadonlyMap<UserId, readonly Position[]>> {
  const rows = await Promise.all(
    alike(slices).flatMap((group) => {
      const atMost = Math.max(...group.map((slice) => slice.atMost))
      // Pages of an answer come one after the other: groups are as large as fits into one.
      const size = Math.min(MOST_AUTHORS, Math.max(1, Math.floor(FETCH_SIZE / atMost)))
      return evenGroups(group, size).map((part) => readTogether(session, tenant, part, atMost))
    }),
  )
  return byAuthor(rows.flat(), ({ position }) => position.toString('hex'))
}

/** One author is asked for by a statement that the driver sends straight to a replica. */
function readTogether(
  session: Session,
  tenant: TenantId,
  slices: readonly [Slice, ...Slice[]],
  atMost: number,
): Promise<readonly PositionRow[]> {
  const [{ authorId, bucket, before }, ...others] = slices
  const alone = others.length === 0
  const partitions = [tenant, alone ? authorId : slices.map((slice) => slice.authorId), bucket]
  return before === undefined
    ? session.rows(alone ? NEWEST_POSTS : NEWEST_POSTS_OF_MANY, [...partitions, atMost])
    : session.rows(alone ? POSTS_BELOW : POSTS_BELOW_OF_MANY, [...partitions, Buffer.from(before, 'hex'), atMost])
}

/** Slices of one partition number and bound each. */
function alike(slices: readonly Slice[]): readonly (readonly Slice[])[] {
  const groups = new Map<string, Slice[]>()
  for (const slice of slices) append(groups, `${slice.bucket} ${slice.before ?? ''}`, slice)
  return [...groups.values()]
}

/** As few groups as there can be, of almost the same size. */
function evenGroups<T>(elements: readonly T[], most: number): readonly [T, ...T[]][] {
  const groups: [T, ...T[]][] = []
  const count = Math.ceil(elements.length / most)
  for (const [at, element] of elements.entries()) {
    const group = groups[at % count]
    if (group === undefined) groups.push([element])
    else group.push(element)
  }
  return groups
}

function byAuthor<Row extends { readonly author_id: UserId }, Value>(
  rows: readonly Row[],
  pick: (row: Row) => Value,
): ReadonlyMap<UserId, readonly Value[]> {
  const values = new Map<UserId, Value[]>()
  for (const row of rows) append(values, row.author_id, pick(row))
  return values
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
