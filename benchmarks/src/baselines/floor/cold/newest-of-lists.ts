import type { UserId } from '@feed-engine/core'
import { KEPT } from '../../push-way'
import { type Newest, toNewest } from './newest'

export interface ListedPost {
  readonly authorId: UserId
  readonly position: Buffer
}

/**
 * The timeline of the newest posts of authors. Numbers are sorted before any object is made: of thousands of posts 501
 * are wanted.
 *
 * @param lists newest first, each as long as `limit` where its author may have more
 */
export function newestOf(
  lists: readonly { readonly authorId: UserId; readonly positions: readonly Buffer[] }[],
  limit: number,
): Newest {
  const all = new BigUint64Array(lists.reduce((sum, { positions }) => sum + positions.length, 0))
  let next = 0
  for (const { positions } of lists) for (const position of positions) all[next++] = position.readBigUInt64BE()
  all.sort()
  const lowest = all[Math.max(0, all.length - (KEPT + 1))] ?? 0n
  const newest: ListedPost[] = []
  let truncatedAt: Buffer | undefined
  for (const { authorId, positions } of lists) {
    for (const position of positions) {
      if (position.readBigUInt64BE() < lowest) break
      newest.push({ authorId, position })
    }
    const last = positions.at(-1)
    if (last === undefined || positions.length < limit) continue
    if (truncatedAt === undefined || Buffer.compare(last, truncatedAt) > 0) truncatedAt = last
  }
  newest.sort((a, b) => Buffer.compare(b.position, a.position))
  return toNewest(
    Buffer.concat(newest.map(({ position }) => position)),
    newest.map(({ authorId }) => authorId),
    truncatedAt,
  )
}
