import type { FeedItem } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import type { ScrollCursor } from '../cursor/cursor'
import type { Position } from '../model'
import { METRICS } from '../runtime/metrics'
import type { AdmissionRules, DropReason } from './admission'
import type { CandidateSource } from './candidates'
import { originalPosition, toItem } from './page-item'
import type { ReadSession } from './read-session'
import { RepostWindow } from './repost-window'

/** Candidates beyond the page that the first round asks for: they make up for what filters drop. */
const RESERVE = 5
const MAX_WANT = 2_000
/** With each round twice as large as the one before, tens of thousands of candidates. */
const MAX_ROUNDS = 14

export interface AssembledPage<Body> {
  readonly items: readonly FeedItem<Body>[]
  /** Where the next page begins; absent when nothing is left. */
  readonly next?: ScrollCursor
  /** The first item of the next page, as far as one was looked for. */
  readonly nextItem?: Position
  /** The newest position looked at. */
  readonly newest?: Position
  /** The search for visible posts was given up, the page may be short. */
  readonly gaveUp: boolean
  /** Dropped candidates for good: the timeline need not keep them. */
  readonly garbage: readonly Position[]
  readonly dropped: readonly Dropped[]
}

/** A candidate that is not shown, and the filter that dropped it. */
export interface Dropped {
  readonly position: Position
  readonly reason: DropReason
}

const GARBAGE: ReadonlySet<DropReason> = new Set(['deleted', 'expired', 'not-followed'])

/**
 * Fills a page from a source: filters each stretch, and goes on until the page is full and one more visible post is
 * known, or the feed ends. Hence a next cursor is there exactly when it leads to something.
 */
export async function assemblePage<Body>(
  context: BodyContext<Body>,
  session: ReadSession,
  params: {
    readonly source: CandidateSource
    readonly rules: AdmissionRules
    readonly cursor: Pick<ScrollCursor, 'before' | 'shown'> | undefined
    readonly limit: number
    /** The page ends above this position. @defaultValue with the feed */
    readonly downTo?: Position | undefined
  },
): Promise<AssembledPage<Body>> {
  const { limit, rules, source, downTo = '' } = params
  const window = new RepostWindow(params.cursor?.shown ?? [])
  const items: FeedItem<Body>[] = []
  const garbage: Position[] = []
  const dropped: Dropped[] = []
  let before = params.cursor?.before
  let last = before
  let want = limit + 1 + RESERVE
  let newest: Position | undefined

  for (let round = 1; ; round++) {
    const { candidates, completeFrom, end } = await source.next(before, want)
    newest ??= candidates[0]?.position
    const looked = { ...(newest === undefined ? {} : { newest }), garbage, dropped }
    for (const candidate of candidates) {
      const shown = toItem(context, { candidate, rules, session, window })
      if (typeof shown === 'string') {
        context.runtime.metrics.count(METRICS.dropped, 1, { reason: shown })
        dropped.push({ position: candidate.position, reason: shown })
        if (candidate.source === 'timeline' && GARBAGE.has(shown)) garbage.push(candidate.position)
      } else if ((items.length === limit || candidate.position <= downTo) && last !== undefined) {
        const next = { kind: 'scroll', before: last, shown: window.toArray() } as const
        return { items, next, nextItem: candidate.position, gaveUp: false, ...looked }
      } else {
        items.push(shown)
        window.add(originalPosition(context, candidate, shown.post))
        last = candidate.position
      }
    }
    if (end) return { items, gaveUp: false, ...looked }
    before = completeFrom
    if (round === MAX_ROUNDS)
      return { items, next: { kind: 'scroll', before, shown: window.toArray() }, gaveUp: true, ...looked }
    want = Math.min(MAX_WANT, want * 2)
  }
}
