import type { EngineContext } from '../context/engine-context'
import type { CursorScope } from '../cursor/cursor'
import type { Position, UserId } from '../model'

/** What cursors of a viewer's own home timeline are good for. */
export function homeScope({ tenant }: EngineContext, viewerId: UserId): CursorScope {
  return { tenant, kind: 'home', ownerId: viewerId, viewerId }
}

/** The position that a `topCursor` marks. */
export function decodeTop(context: EngineContext, since: unknown, viewerId: UserId): Position {
  const slot = { field: 'since', kinds: ['top'], given: 'topCursor' } as const
  return context.cursors.decode(since, homeScope(context, viewerId), slot).position
}
