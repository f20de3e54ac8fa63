import type { EngineContext } from '../context/engine-context'
import type { Position, UserId } from '../model'
import type { AuthorPage, ViewerRelations } from '../ports'
import { OutboxMemory } from '../process-cache/outbox-memory'
import { perAuthor } from '../pull/pull-newest'
import { CallBudget } from '../runtime/call-budget'
import type { ReadSession } from './read-session'

/** Authors that are listed ahead: more would be a guess too dear. */
const MAX_AHEAD = 100
/** Newest posts of an author that a process remembers: as many as fit into a page and a half. */
const OUTBOX_LENGTH = 32

/** First pages of authors, before the graph has said whom to pull. */
export interface PullAhead {
  /** From what this process remembers: of use only if they reach the author's mark. */
  readonly remembered: readonly AuthorPage[]
  readonly listed: Promise<readonly AuthorPage[]>
}

/**
 * Lists the authors whom the viewer pulled last time, while the graph is still being asked whom to pull now. Who is no
 * longer to be pulled was listed in vain.
 */
export function pullAhead(
  context: EngineContext,
  session: ReadSession,
  stretch: { readonly before: Position | undefined; readonly want: number },
): PullAhead {
  const { outboxes, pullAuthors } = context.processCache
  const authorIds = pullAuthors.of(session.viewerId)
  const nowMs = context.runtime.clock.now()
  const remembered: AuthorPage[] = []
  const unknown: UserId[] = []
  for (const authorId of authorIds) {
    const page = outboxes.get(authorId, nowMs)
    if (page === undefined) unknown.push(authorId)
    else {
      remembered.push(page)
      if (outboxes.refreshEarly(authorId, nowMs, context.runtime.random)) refresh(context, authorId)
    }
  }
  return { remembered, listed: list(context, unknown, { ...stretch, authors: authorIds.length }, session.budget) }
}

/** The pages that serve this reader: listed now, or remembered and complete up to the author's mark. */
export function usablePages(
  context: EngineContext,
  { pullAuthors }: ViewerRelations,
  remembered: readonly AuthorPage[],
  listed: readonly AuthorPage[],
): readonly AuthorPage[] {
  const marks = new Map(pullAuthors.map(({ authorId, pulledUpTo }) => [authorId, pulledUpTo]))
  const current = remembered.filter((page) => {
    const mark = marks.get(page.authorId)
    if (mark === undefined) return false
    if (OutboxMemory.reaches(page, mark)) return true
    context.processCache.outboxes.forget(page.authorId)
    return false
  })
  return [...current, ...listed]
}

/** Remembers whom the viewer has to pull. */
export function rememberPulled(context: EngineContext, viewerId: UserId, relations: ViewerRelations): void {
  const authorIds = relations.pullAuthors.slice(0, MAX_AHEAD).map(({ authorId }) => authorId)
  context.processCache.pullAuthors.remember(viewerId, authorIds)
}

/** Whole outboxes where they are remembered for others, and the stretch alone where not. */
async function list(
  context: EngineContext,
  authorIds: readonly UserId[],
  stretch: { readonly before: Position | undefined; readonly want: number; readonly authors: number },
  budget: CallBudget,
): Promise<readonly AuthorPage[]> {
  if (authorIds.length === 0) return []
  if (context.processCache.outboxes.ttlMs > 0) return listOutboxes(context, authorIds, budget)
  const { before, want } = stretch
  const authors = authorIds.map((authorId) => (before === undefined ? { authorId } : { authorId, before }))
  const limitPerAuthor = perAuthor(want, stretch.authors)
  return context.posts.listByAuthors({ tenant: context.tenant, authors, limitPerAuthor }, budget.forPort())
}

async function listOutboxes(
  context: EngineContext,
  authorIds: readonly UserId[],
  budget: CallBudget,
): Promise<readonly AuthorPage[]> {
  const { clock } = context.runtime
  const begunAtMs = clock.now()
  const authors = authorIds.map((authorId) => ({ authorId }))
  const params = { tenant: context.tenant, authors, limitPerAuthor: OUTBOX_LENGTH }
  const pages = await context.posts.listByAuthors(params, budget.forPort())
  for (const page of pages) context.processCache.outboxes.remember(page, begunAtMs, clock.now() - begunAtMs)
  return pages
}

/** In the background, once at a time for an author. */
function refresh(context: EngineContext, authorId: UserId): void {
  const { background, processCache, runtime, options } = context
  background.start('list an outbox again', () =>
    processCache.refreshes.run(authorId, async () => {
      await listOutboxes(context, [authorId], new CallBudget(runtime.clock, options.deadlineMs, undefined))
    }),
  )
}
