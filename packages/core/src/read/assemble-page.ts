import type { FeedItem } from '../api/page'
import { toPost } from '../codec/to-post'
import type { BodyContext, EngineContext } from '../context/engine-context'
import type { ScrollCursor } from '../cursor/cursor'
import { isFeedError, type Position, type PostEnvelope, type PostRecord } from '../model'
import { METRICS } from '../runtime/metrics'
import { type AdmissionRules, admit, type DropReason } from './admission'
import type { Candidate, CandidateSource } from './candidates'
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
  /** The search for visible posts was given up, the page may be short. */
  readonly gaveUp: boolean
  /** Dropped candidates for good: the timeline need not keep them. */
  readonly garbage: readonly Position[]
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
    readonly cursor: ScrollCursor | undefined
    readonly limit: number
  },
): Promise<AssembledPage<Body>> {
  const { limit, rules, source } = params
  const window = new RepostWindow(params.cursor?.shown ?? [])
  const items: FeedItem<Body>[] = []
  const garbage: Position[] = []
  let before = params.cursor?.before
  let last = before
  let want = limit + 1 + RESERVE

  for (let round = 1; ; round++) {
    const { candidates, completeFrom, end } = await source.next(before, want)
    for (const candidate of candidates) {
      const shown = show(context, { candidate, rules, session, window })
      if (typeof shown === 'string') {
        context.runtime.metrics.count(METRICS.dropped, 1, { reason: shown })
        if (candidate.source === 'timeline' && GARBAGE.has(shown)) garbage.push(candidate.position)
      } else if (items.length === limit && last !== undefined) {
        return { items, next: { kind: 'scroll', before: last, shown: window.toArray() }, gaveUp: false, garbage }
      } else {
        items.push(shown)
        window.add(originalPosition(context, candidate, shown.post))
        last = candidate.position
      }
    }
    if (end) return { items, gaveUp: false, garbage }
    before = completeFrom
    if (round === MAX_ROUNDS)
      return { items, next: { kind: 'scroll', before, shown: window.toArray() }, gaveUp: true, garbage }
    want = Math.min(MAX_WANT, want * 2)
  }
}

/** The item of a candidate, or why there is none. */
function show<Body>(
  context: BodyContext<Body>,
  parts: {
    readonly candidate: Candidate
    readonly rules: AdmissionRules
    readonly session: ReadSession
    readonly window: RepostWindow
  },
): FeedItem<Body> | DropReason {
  const { candidate, rules, session, window } = parts
  const post = session.at(candidate.position)
  const reason = admit(post, rules, session)
  if (reason !== null) return reason
  if (post === undefined) return 'missing'
  const repeats = rules.home && post.repostOf !== undefined && window.has(originalPosition(context, candidate, post))
  return repeats ? 'repeated-original' : toItem(context, { post, candidate, rules, session })
}

function originalPosition(context: EngineContext, { position }: Candidate, { repostOf }: PostEnvelope): Position {
  return repostOf === undefined ? position : context.ids.positionOf(repostOf.postId)
}

/** A body that can't be decoded costs its readers one post, not the page. */
function toItem<Body>(
  context: BodyContext<Body>,
  parts: {
    readonly post: PostRecord
    readonly candidate: Candidate
    readonly rules: AdmissionRules
    readonly session: ReadSession
  },
): FeedItem<Body> | DropReason {
  const { post, candidate, rules, session } = parts
  const original = post.repostOf === undefined ? undefined : session.post(post.repostOf.postId)
  const reason = !rules.home ? 'profile' : post.authorId === rules.viewerId ? 'own' : 'followed'
  try {
    return {
      post: toPost(context, post),
      ...(original === undefined ? {} : { original: toPost(context, original) }),
      why: { reason, source: candidate.source },
    }
  } catch (error) {
    context.runtime.logger.error('a stored post cannot be decoded and is left out', {
      postId: post.id,
      error: isFeedError(error) ? error.code : 'INTERNAL',
    })
    return 'undecodable'
  }
}
