import type { Interaction, UserId } from '@feed-engine/core'
import type { Deed, SignalPart } from './interactions'

/** How much a deed of each kind counts. */
export const SIGNAL_WEIGHTS = Object.freeze({ view: 0.1, like: 1, reply: 3, repost: 2, quote: 3 })

/** What a deed is about. */
export interface DeedTarget {
  readonly authorId: UserId
  readonly topics: readonly string[]
  /** Whether the engine may have found the post without its topics. @defaultValue false */
  readonly topicsDoubtful?: boolean
}

/** What somebody did, and what the engine learns from it. */
export function deedOf(
  viewerId: UserId,
  { kind, atMs, target }: { readonly kind: Interaction['kind']; readonly atMs: number; readonly target: DeedTarget },
): Deed {
  const { authorId } = target
  return { viewerId, kind, authorId, atMs, parts: partsOf(viewerId, kind, target) }
}

function partsOf(viewerId: UserId, kind: Interaction['kind'], target: DeedTarget): readonly SignalPart[] {
  const { authorId, topics, topicsDoubtful: doubtful = false } = target
  if (kind === 'hide') return [{ signal: 'fewer', key: authorId, weight: 1 }]
  if (kind === 'unhide') return [{ signal: 'more', key: authorId, weight: 1 }]
  if (kind === 'unlike' || kind === 'follow') return []
  const weight = SIGNAL_WEIGHTS[kind]
  return [
    ...(authorId === viewerId ? [] : [{ signal: 'affinity', key: authorId, weight } as const]),
    ...topics.flatMap((topic) =>
      (['topics', 'topics-recent'] as const).map((signal) => ({ signal, key: `topic:${topic}`, weight, doubtful })),
    ),
  ]
}
