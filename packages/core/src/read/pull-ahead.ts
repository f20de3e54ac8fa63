import type { EngineContext } from '../context/engine-context'
import type { Position, UserId } from '../model'
import type { AuthorPage, ViewerRelations } from '../ports'
import { perAuthor } from '../pull/pull-newest'
import type { ReadSession } from './read-session'

/** Authors that are listed ahead: more would be a guess too dear. */
const MAX_AHEAD = 100

/**
 * Lists the authors whom the viewer pulled last time, while the graph is still being asked whom to pull now. Who is no
 * longer to be pulled was listed in vain.
 */
export async function listAhead(
  context: EngineContext,
  session: ReadSession,
  stretch: { readonly before: Position | undefined; readonly want: number },
): Promise<readonly AuthorPage[]> {
  const authorIds = context.processCache.pullAuthors.of(session.viewerId)
  if (authorIds.length === 0) return []
  const { before, want } = stretch
  const authors = authorIds.map((authorId) => (before === undefined ? { authorId } : { authorId, before }))
  const limitPerAuthor = perAuthor(want, authors.length)
  return context.posts.listByAuthors({ tenant: context.tenant, authors, limitPerAuthor }, session.budget.forPort())
}

/** Remembers whom the viewer has to pull. */
export function rememberPulled(context: EngineContext, viewerId: UserId, relations: ViewerRelations): void {
  const authorIds = relations.pullAuthors.slice(0, MAX_AHEAD).map(({ authorId }) => authorId)
  context.processCache.pullAuthors.remember(viewerId, authorIds)
}
