import { type EngineContext, firstPosition } from '../context/engine-context'
import { maxPosition, type Position, type UserId } from '../model'
import type { AuthorPage, AuthorRange } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { mergeNewest, type PulledEntry } from './merge-newest'

const MIN_PER_AUTHOR = 4
const MAX_PER_AUTHOR = 1_000
const GROWTH = 4

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
    /** Entries that will do, if more of them would take another round trip. @defaultValue `count` */
    readonly enough?: number
    readonly downTo?: Position
    /** How many of each author to list first. @defaultValue twice a fair share of `count` */
    readonly limitPerAuthor?: number
    /** First pages of some of the ranges, listed already; their bounds may have been higher. */
    readonly ahead?: readonly AuthorPage[]
  },
  budget: CallBudget,
): Promise<Pulled> {
  const { ranges, count, enough = count } = params
  const first = firstPosition(context)
  const downTo = params.downTo ?? first
  const listed = takeOver(params.ahead ?? [], ranges)
  let asked = ranges.filter(({ authorId }) => !listed.has(authorId))
  let limitPerAuthor = params.limitPerAuthor ?? perAuthor(count, ranges.length)

  for (;;) {
    if (asked.length > 0) {
      const request = { tenant: context.tenant, authors: asked, limitPerAuthor }
      for (const page of await context.posts.listByAuthors(request, budget.forPort())) append(listed, page)
    }
    const truncated = [...listed.values()].filter(({ more }) => more)
    const completeFrom = truncated.reduce((highest, author) => maxPosition(highest, lowestOf(author)), first)
    const newest = mergeNewest(listed.values(), count)
    const last = newest[count - 1]
    if (last !== undefined && last.position >= completeFrom) return { entries: newest, completeFrom: last.position }
    const entries = newest.filter(({ position }) => position >= completeFrom)
    if (entries.length >= enough || completeFrom <= downTo) return { entries, completeFrom }

    const goal = maxPosition(downTo, last?.position ?? first)
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

function append(listed: Map<UserId, Listed>, { authorId, positions, more }: AuthorPage): void {
  const author = listed.get(authorId)
  if (author === undefined) {
    listed.set(authorId, { authorId, positions: [...positions], more })
  } else {
    author.positions.push(...positions)
    author.more = more
  }
}

function lowestOf(author: Listed): Position {
  return author.positions[author.positions.length - 1] ?? ''
}
