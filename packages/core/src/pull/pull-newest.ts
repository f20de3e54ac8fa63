import { type EngineContext, firstPosition } from '../context/engine-context'
import { newestFirst, type Position, type UserId } from '../model'
import type { AuthorPage, AuthorRange } from '../ports'
import type { CallBudget } from '../runtime/call-budget'

const MIN_PER_AUTHOR = 4
const MAX_PER_AUTHOR = 1_000
const GROWTH = 4

export interface PulledEntry {
  readonly position: Position
  readonly authorId: UserId
}

export interface Pulled {
  /** Newest first, all at or above `completeFrom`. */
  readonly entries: readonly PulledEntry[]
  /** Every post of the authors at or above this position, and below where the pull began, is in `entries`. */
  readonly completeFrom: Position
}

interface Listed {
  readonly authorId: UserId
  readonly positions: Position[]
  more: boolean
}

/**
 * The newest posts of many authors, merged: `count` of them, or all there are, or all down to `downTo` if that is less.
 * Lists a few of each author first, then more only of those whose unlisted posts could still be among the newest.
 */
export async function pullNewest(
  context: EngineContext,
  params: {
    readonly ranges: readonly AuthorRange[]
    readonly count: number
    readonly downTo?: Position
    /** First pages of some of the ranges, listed already; their bounds may have been higher. */
    readonly ahead?: readonly AuthorPage[]
  },
  budget: CallBudget,
): Promise<Pulled> {
  const first = firstPosition(context)
  const downTo = params.downTo ?? first
  const listed = takeOver(params.ahead ?? [], params.ranges)
  let asked = params.ranges.filter(({ authorId }) => !listed.has(authorId))
  let limitPerAuthor = perAuthor(params.count, params.ranges.length)

  for (;;) {
    if (asked.length > 0) {
      const request = { tenant: context.tenant, authors: asked, limitPerAuthor }
      for (const page of await context.posts.listByAuthors(request, budget.forPort())) append(listed, page)
    }
    const truncated = [...listed.values()].filter(({ more }) => more)
    const completeFrom = truncated.reduce((highest, author) => max(highest, lowestOf(author)), first)
    const complete = merge(listed, completeFrom)
    const enough = complete.length >= params.count || completeFrom <= downTo || truncated.length === 0
    if (enough) return cutAt(params.count, complete, completeFrom)

    const goal = max(downTo, merge(listed, first)[params.count - 1]?.position ?? first)
    asked = truncated.flatMap((author) => {
      const before = lowestOf(author)
      return before > goal ? [{ authorId: author.authorId, before }] : []
    })
    limitPerAuthor = Math.min(MAX_PER_AUTHOR, limitPerAuthor * GROWTH)
  }
}

/** How many of each author to list first, for `count` of all of them: twice a fair share. */
export function perAuthor(count: number, authors: number): number {
  return Math.min(MAX_PER_AUTHOR, Math.max(MIN_PER_AUTHOR, Math.ceil((2 * count) / authors)))
}

/** What was listed ahead and is of use: the part below a range's bound, if that says where to go on. */
function takeOver(ahead: readonly AuthorPage[], ranges: readonly AuthorRange[]): Map<UserId, Listed> {
  const listed = new Map<UserId, Listed>()
  const bounds = new Map(ranges.map(({ authorId, before }) => [authorId, before]))
  for (const { authorId, positions, more } of ahead) {
    if (!bounds.has(authorId)) continue
    const before = bounds.get(authorId)
    const below = before === undefined ? [...positions] : positions.filter((position) => position < before)
    if (below.length > 0 || !more) listed.set(authorId, { authorId, positions: below, more })
  }
  return listed
}

function append(
  listed: Map<UserId, Listed>,
  page: { authorId: UserId; positions: readonly Position[]; more: boolean },
): void {
  const author = listed.get(page.authorId)
  if (author === undefined) {
    listed.set(page.authorId, { authorId: page.authorId, positions: [...page.positions], more: page.more })
  } else {
    author.positions.push(...page.positions)
    author.more = page.more
  }
}

/** All that was listed at or above a position, newest first. */
function merge(listed: ReadonlyMap<UserId, Listed>, from: Position): readonly PulledEntry[] {
  const entries: PulledEntry[] = []
  for (const { authorId, positions } of listed.values()) {
    for (const position of positions) {
      if (position < from) break
      entries.push({ position, authorId })
    }
  }
  return entries.sort(newestFirst)
}

/** What nobody asked for need not be hydrated either. */
function cutAt(count: number, entries: readonly PulledEntry[], completeFrom: Position): Pulled {
  const last = entries[count - 1]
  if (last === undefined || entries.length === count) return { entries, completeFrom }
  return { entries: entries.slice(0, count), completeFrom: last.position }
}

function lowestOf(author: Listed): Position {
  return author.positions[author.positions.length - 1] ?? ''
}

function max(a: Position, b: Position): Position {
  return a > b ? a : b
}
