import type { FeedPage, Position, Post, PostId, UserId } from '@feed-engine/core'
import type { PostBody } from '../client/body'
import { type Oracle, type OraclePost, originalOf, REPOST_WINDOW } from './oracle'

/** The engine broke a promise. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

/** Which feed is read, and by whom. */
export type FeedView =
  | { readonly kind: 'home'; readonly viewerId: UserId }
  | { readonly kind: 'user'; readonly viewerId: UserId; readonly authorId: UserId }

/** How far a scroll has come. */
export interface ScrollState {
  /** Position of the last item shown; absent before the first page. */
  readonly before?: Position
  /** Originals of the items shown last, oldest shown first. */
  readonly shown: readonly PostId[]
}

export interface PageQuestion {
  readonly view: FeedView
  readonly page: FeedPage<PostBody>
  readonly limit: number
  readonly scroll: ScrollState
  /** Worlds in which the page may be right. */
  readonly worlds: readonly Oracle[]
  /** When the read began and ended, by the clock of the process that answered. */
  readonly fromMs: number
  readonly toMs: number
  /** Which editions of a post may be shown. */
  readonly editionsOf: (postId: PostId) => readonly number[]
  /** Posts may be there of which nothing is known yet. */
  readonly unknownPosts: boolean
  /** Whether the post has to be on the page if the viewer may see it. */
  readonly isApplied: (post: OraclePost) => boolean
}

/** Expiry is checked to within the skew of clocks. */
export const CLOCK_TOLERANCE_MS = 500

/**
 * Checks one page: *applied ⊆ page ⊆ acknowledged*, newest first, everything from where the scroll stands down to the
 * page's last item, reposts not repeated, a cursor exactly if something is left. Throws a {@link Violation}; answers
 * how far the scroll has come.
 */
export function checkPage(question: PageQuestion): ScrollState {
  const { page, limit, scroll } = question
  const seen = seenPosts(question)
  const { may, must } = mayAndMust(question)

  if (seen.length > limit) fail(question, `has ${seen.length} items, more than the limit ${limit}`)
  checkItems(question, seen, may)
  checkOrder(question, seen)
  const shown = checkReposts(question, seen)

  const bottom = page.nextCursor === undefined ? undefined : (seen.at(-1)?.position ?? scroll.before)
  const missing = [...must.values()].find(
    (post) => question.isApplied(post) && isInRange(post, scroll.before, bottom) && !isShown(question, seen, post),
  )
  if (missing !== undefined) fail(question, `lacks ${describePost(missing)}`)

  const cutShort = page.degraded.includes('scan-limit-reached')
  if (page.nextCursor !== undefined && !cutShort) {
    if (seen.length < limit) fail(question, `has a cursor, but ${seen.length} items instead of ${limit}`)
    const rest = [...may.values()].filter((post) => isInRange(post, bottom, undefined))
    const anything = question.unknownPosts || rest.some((post) => !isRepeated(question.view, post, shown))
    if (!anything) fail(question, 'has a cursor, but nothing is left below it')
  }
  const before = seen.at(-1)?.position ?? scroll.before
  return { shown, ...(before === undefined ? {} : { before }) }
}

/** Posts that the viewer may see, and those that nothing hides, before repeated reposts are. */
export function mayAndMust({ worlds, view, fromMs, toMs }: PageQuestion): {
  readonly may: ReadonlyMap<PostId, OraclePost>
  readonly must: ReadonlyMap<PostId, OraclePost>
} {
  return {
    may: union(worlds.map((world) => candidates(world, view, fromMs))),
    must: intersection(worlds.map((world) => candidates(world, view, toMs + CLOCK_TOLERANCE_MS))),
  }
}

/** What the oracle has for a feed, before repeated reposts are hidden. */
function candidates(world: Oracle, view: FeedView, nowMs: number): readonly OraclePost[] {
  return view.kind === 'home'
    ? world.homeCandidates(view.viewerId, nowMs)
    : world.userCandidates(view.viewerId, view.authorId, nowMs)
}

/** The items of the page as the oracle knows them. */
export function seenPosts(question: PageQuestion): readonly OraclePost[] {
  return question.page.items.map(({ post }) => {
    const known = question.worlds.map((world) => world.post(post.id)).find((found) => found !== undefined)
    return known ?? fail(question, `shows post ${post.id}, which nobody has published`)
  })
}

export function checkItems(
  question: PageQuestion,
  seen: readonly OraclePost[],
  may: ReadonlyMap<PostId, OraclePost>,
): void {
  for (const [index, post] of seen.entries()) {
    if (!may.has(post.id)) fail(question, `shows ${describePost(post)}, which the viewer may not see`)
    const item = question.page.items[index]
    if (item?.original?.id !== post.repostOf?.postId)
      fail(question, `shows ${describePost(post)} with another original`)
    const versions = question.worlds.map((world) => world.post(post.id)?.visibility)
    if (item === undefined || !versions.includes(item.post.visibility)) {
      fail(question, `shows ${describePost(post)} with a visibility that it does not have`)
    }
    for (const shown of [item.post, ...(item.original === undefined ? [] : [item.original])]) {
      const wrong = wrongEdition(shown, question.editionsOf(shown.id))
      if (wrong !== undefined) fail(question, wrong)
    }
  }
}

/** What is wrong with the edition that is shown of a post, if anything is. */
export function wrongEdition({ id, body }: Post<PostBody>, possible: readonly number[]): string | undefined {
  const edition = body?.edition ?? 0
  return possible.includes(edition)
    ? undefined
    : `shows edition ${edition} of ${id} instead of ${possible.join(' or ')}`
}

function checkOrder(question: PageQuestion, seen: readonly OraclePost[]): void {
  let above = question.scroll.before
  for (const post of seen) {
    if (above !== undefined && post.position >= above)
      fail(question, `shows ${describePost(post)} out of order or twice`)
    above = post.position
  }
}

/** Answers the originals shown last. */
export function checkReposts(question: PageQuestion, seen: readonly OraclePost[]): readonly PostId[] {
  let shown = question.scroll.shown
  for (const post of seen) {
    if (isRepeated(question.view, post, shown))
      fail(question, `shows ${describePost(post)}, whose original was shown before`)
    shown = [...shown, originalOf(post)].slice(-REPOST_WINDOW)
  }
  return shown
}

export function isRepeated(view: FeedView, post: OraclePost, shown: readonly PostId[]): boolean {
  return view.kind === 'home' && post.repostOf !== undefined && shown.includes(originalOf(post))
}

/** Whether a post is on the page, or left out as a repeated repost. */
function isShown(question: PageQuestion, seen: readonly OraclePost[], post: OraclePost): boolean {
  if (seen.some(({ id }) => id === post.id)) return true
  const above = seen.filter(({ position }) => position > post.position).map(originalOf)
  return isRepeated(question.view, post, [...question.scroll.shown, ...above].slice(-REPOST_WINDOW))
}

/** Below `before` and not below `bottom`; both may be open. */
function isInRange(post: OraclePost, before: Position | undefined, bottom: Position | undefined): boolean {
  return (before === undefined || post.position < before) && (bottom === undefined || post.position >= bottom)
}

function union(lists: readonly (readonly OraclePost[])[]): ReadonlyMap<PostId, OraclePost> {
  return new Map(lists.flat().map((post) => [post.id, post]))
}

function intersection(lists: readonly (readonly OraclePost[])[]): ReadonlyMap<PostId, OraclePost> {
  const [first = [], ...others] = lists
  const sets = others.map((list) => new Set(list.map(({ id }) => id)))
  return new Map(first.filter(({ id }) => sets.every((set) => set.has(id))).map((post) => [post.id, post]))
}

export function describePost(post: OraclePost): string {
  const details = [
    post.kind,
    post.visibility,
    post.state,
    ...(post.repostOf === undefined ? [] : [`of ${post.repostOf.postId}`]),
  ]
  return `${post.id} by ${post.authorId} (${details.join(', ')})`
}

export function fail(question: PageQuestion, what: string): never {
  const { view, page, limit, scroll } = question
  const feed =
    view.kind === 'home'
      ? `home timeline of ${view.viewerId}`
      : `user timeline of ${view.authorId} for ${view.viewerId}`
  const items = page.items.map(({ post }) => post.id).join(' ')
  throw new Violation(
    `A page of the ${feed} ${what} [limit ${limit}, below ${scroll.before ?? 'the top'}, ${page.freshness}, ` +
      `${page.nextCursor === undefined ? 'no cursor' : 'cursor'}, degraded: ${page.degraded.join(' ') || 'no'}; items: ${items || 'none'}]`,
  )
}
