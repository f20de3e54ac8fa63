import type { Position, PostId, UserId } from '@feed-engine/core'
import type { OraclePost } from './oracle'
import {
  CLOCK_TOLERANCE_MS,
  checkItems,
  checkReposts,
  describePost,
  fail,
  isRepeated,
  mayAndMust,
  type PageQuestion,
  type ScrollState,
  seenPosts,
} from './page-check'

/** Scores that came through a cache are rounded. */
const SCORE_TOLERANCE = 1e-6

/** How far a ranked scroll has come. */
export interface RankedProgress {
  /** Everything shown, from its first page on, and the originals of that. */
  readonly seen: ReadonlySet<PostId>
  readonly originals: ReadonlySet<PostId>
  /** What was to be seen on its first page and ever since, and has not been shown yet. */
  readonly due: ReadonlyMap<PostId, OraclePost>
  /** Authors whom the session certainly leaves out. */
  readonly hidden: ReadonlySet<UserId>
  /** Nothing at or above this position was there when the session was ranked. */
  readonly rankedBelow: Position
  /** When the session was ranked; absent once it is lost. */
  readonly rankedAtMs?: number
  /** Score of the last item that had one. */
  readonly score?: number
  /** Every fallback that a page named. */
  readonly degraded: ReadonlySet<string>
}

export interface RankedQuestion extends PageQuestion {
  /** Absent before the first page. */
  readonly progress: RankedProgress | undefined
  /** Authors of whom the viewer wants to see fewer, certainly or perhaps, should a session begin with this page. */
  readonly hiddenAuthors: { readonly must: ReadonlySet<UserId>; readonly may: ReadonlySet<UserId> }
  /** Nothing at or above this position is there when the page is made. */
  readonly bornBelow: Position
  readonly sessionTtlMs: number
}

/**
 * Checks one page of a ranked scroll: nothing twice, nothing that may not be seen; the order of one session, then newest
 * first; and whatever was to be seen all the time has been shown when the scroll has passed it. `scroll.before` is where
 * the feed below the session stands. Two fallbacks let a scroll skip posts: a lost session those above the first item that
 * follows, and a stale snapshot whatever it does not hold.
 */
export function checkRankedPage(question: RankedQuestion): {
  readonly state: ScrollState
  readonly progress: RankedProgress
} {
  const { page, limit } = question
  const seen = seenPosts(question)
  const { may, must } = mayAndMust(question)
  const before = beginPage(question, must, seen)
  const known = new Set(before.seen)

  if (seen.length > limit) fail(question, `has ${seen.length} items, more than the limit ${limit}`)
  checkItems(question, seen, may)
  for (const post of seen) {
    if (known.has(post.id)) fail(question, `shows ${describePost(post)} once more`)
    if (before.hidden.has(post.authorId)) fail(question, `shows ${describePost(post)}, of whom fewer should be seen`)
    known.add(post.id)
  }
  const shown = checkReposts(question, seen)
  const below = checkOrder(question, seen)
  const score = checkScores(question, before)

  const originals = new Set([...before.originals, ...seen.map((post) => post.repostOf?.postId ?? post.id)])
  const due = new Map(
    [...before.due].filter(([id, post]) => must.has(id) && !known.has(id) && !repeats(post, originals)),
  )
  const passed = [...due.values()].find(
    ({ position }) => page.nextCursor === undefined || (below !== undefined && position > below),
  )
  if (passed !== undefined) fail(question, `has passed ${describePost(passed)}, which was not shown`)

  if (page.nextCursor !== undefined && !page.degraded.includes('scan-limit-reached')) {
    if (seen.length < limit) fail(question, `has a cursor, but ${seen.length} items instead of ${limit}`)
    const rest = [...may.values()].some(
      (post) =>
        !known.has(post.id) &&
        !before.hidden.has(post.authorId) &&
        post.position < (below ?? before.rankedBelow) &&
        !isRepeated(question.view, post, shown),
    )
    if (!rest && !question.unknownPosts) fail(question, 'has a cursor, but nothing is left')
  }
  return {
    state: { shown, ...(below === undefined ? {} : { before: below }) },
    progress: { ...before, seen: known, originals, due, ...(score === undefined ? {} : { score }) },
  }
}

/** Where the scroll stands as the page begins: in the same session, in a new one, or below one that is lost. */
function beginPage(
  question: RankedQuestion,
  must: ReadonlyMap<PostId, OraclePost>,
  seen: readonly OraclePost[],
): RankedProgress {
  const { page, progress, hiddenAuthors, bornBelow } = question
  const named = new Set(page.degraded)
  const degraded = new Set([...(progress?.degraded ?? []), ...named])
  const begins = progress === undefined || page.ranking?.restarted === true
  if (begins) {
    checkBeginning(question)
    const due = progress?.due ?? new Map([...must].filter(([, post]) => question.isApplied(post)))
    const stale = named.has('ranking-stale-snapshot')
    return {
      seen: progress?.seen ?? new Set(),
      originals: progress?.originals ?? new Set(),
      due: stale ? new Map() : new Map([...due].filter(([, { authorId }]) => !hiddenAuthors.may.has(authorId))),
      hidden: stale || named.has('signals-unavailable') ? new Set() : hiddenAuthors.must,
      rankedBelow: bornBelow,
      rankedAtMs: page.ranking?.rankedAtMs ?? 0,
      degraded,
    }
  }
  if (progress.rankedAtMs === undefined) return { ...progress, degraded }
  if (named.has('ranking-session-lost')) {
    const { rankedAtMs: _session, score: _score, ...rest } = progress
    const [first] = seen
    const due = [...rest.due].filter(([, { position }]) => first !== undefined && position < first.position)
    return { ...rest, due: new Map(due), hidden: new Set(), rankedBelow: first?.position ?? rest.rankedBelow, degraded }
  }
  if (page.ranking?.rankedAtMs !== progress.rankedAtMs) fail(question, 'belongs to another session')
  const fromSession = page.items.some(({ why }) => why.source === 'session')
  if (fromSession && ageMs(question, progress.rankedAtMs) >= CLOCK_TOLERANCE_MS)
    fail(question, 'is of an expired session')
  return { ...progress, degraded }
}

/** A session begins with the first page, and again only when the one before has expired. */
function checkBeginning(question: RankedQuestion): void {
  const { page, progress, toMs } = question
  if (page.ranking === undefined) fail(question, 'begins no session')
  if (progress === undefined && page.ranking.restarted) fail(question, 'says that a session before has expired')
  if (progress?.rankedAtMs === undefined) return
  if (ageMs({ ...question, fromMs: toMs }, progress.rankedAtMs) < -CLOCK_TOLERANCE_MS) {
    fail(question, 'is ranked anew, though the session had not expired')
  }
}

/** Milliseconds that a session is past its life when the read begins; negative: it lives. */
function ageMs({ fromMs, sessionTtlMs }: RankedQuestion, rankedAtMs: number): number {
  return fromMs - rankedAtMs - sessionTtlMs
}

/** The session first, what lies below it after that, newest first. Answers the position of the last item below it. */
function checkOrder(question: RankedQuestion, seen: readonly OraclePost[]): Position | undefined {
  const { page, progress, scroll } = question
  let below = page.ranking?.restarted === true || progress === undefined ? undefined : scroll.before
  for (const [index, post] of seen.entries()) {
    if (page.items[index]?.why.source === 'session') {
      if (below !== undefined) fail(question, `shows ${describePost(post)} of the session below the session`)
    } else {
      if (below !== undefined && post.position >= below) fail(question, `shows ${describePost(post)} out of order`)
      below = post.position
    }
  }
  return below
}

/** The order of a session is by scores that do not change. Answers the last one. */
function checkScores({ page, ...question }: RankedQuestion, before: RankedProgress): number | undefined {
  let { score } = before
  for (const { post, why } of page.items) {
    if (why.ranking === undefined) continue
    if (score !== undefined && why.ranking.score > score * (1 + SCORE_TOLERANCE)) {
      fail({ page, ...question }, `shows ${post.id}, which has a higher score than an item before`)
    }
    score = why.ranking.score
  }
  return score
}

/** Whether a repost may have been left out as a repetition. */
function repeats({ repostOf }: OraclePost, originals: ReadonlySet<PostId>): boolean {
  return repostOf !== undefined && originals.has(repostOf.postId)
}
