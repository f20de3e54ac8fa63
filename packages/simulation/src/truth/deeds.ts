import type { Counter, Interaction, PostId, UserId } from '@feed-engine/core'
import type { CountedMember, Deed, SignalPart } from './interactions'

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
  {
    kind,
    atMs,
    target,
    counted,
  }: {
    readonly kind: Interaction['kind']
    readonly atMs: number
    readonly target: DeedTarget
    readonly counted?: CountedMember | undefined
  },
): Deed {
  const { authorId } = target
  const parts = partsOf(viewerId, kind, target)
  return { viewerId, kind, authorId, atMs, parts, ...(counted === undefined ? {} : { counted }) }
}

const COUNTERS: { readonly [Kind in Interaction['kind']]?: Counter } = {
  view: 'views',
  like: 'likes',
  unlike: 'likes',
  reply: 'replies',
  repost: 'reposts',
  quote: 'quotes',
}

/** What a deed counts. Who likes is a member by their own name, everything else by the name of what happened. */
export function countedOf(
  kind: Interaction['kind'],
  what: {
    readonly postId: PostId
    readonly viewerId: UserId
    readonly name: string
    /** Until when a view has to be applied. */
    readonly viewsUntilMs?: number
  },
): CountedMember | undefined {
  const counter = COUNTERS[kind]
  if (counter === undefined) return undefined
  const { postId, viewerId, name, viewsUntilMs } = what
  return {
    postId,
    counter,
    member: counter === 'likes' ? viewerId : name,
    on: kind !== 'unlike',
    ...(counter === 'views' && viewsUntilMs !== undefined ? { inTimeUntilMs: viewsUntilMs } : {}),
  }
}

/** A post is deleted that answered another one: whatever the clocks say, that comes after the answer. */
export function removalOf(authorId: UserId, counted: CountedMember): Deed {
  return {
    viewerId: authorId,
    kind: 'delete',
    authorId,
    atMs: Number.MAX_SAFE_INTEGER,
    parts: [],
    counted: { ...counted, on: false },
  }
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
