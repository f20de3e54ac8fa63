import type { RecordInteractionsRequest } from '../api/requests'
import type { EngineContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { AUTHOR_KINDS, FeedError, INTERACTION_KINDS, type InteractionKind, type Position, type UserId } from '../model'
import { readFields } from '../validate/fields'
import { readList } from '../validate/lists'
import { checkId, checkInteger, checkOneOf } from '../validate/scalars'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const
const MOST = 100
const MAX_AHEAD_MS = 5_000
const MAX_AGE_MS = 30 * 86_400_000

/** An interaction that keeps every rule that can be checked without asking a store. */
export interface CheckedInteraction {
  readonly kind: InteractionKind
  /** Where it stands in the request, for errors. */
  readonly path: string
  /** Of the post named. */
  readonly position: Position | undefined
  readonly authorId: UserId | undefined
  readonly eventId: string | undefined
  readonly atMs: number
}

export interface CheckedInteractions {
  readonly viewerId: UserId
  readonly interactions: readonly CheckedInteraction[]
}

const NAMES = ['viewerId', 'interactions'] as const satisfies readonly (keyof RecordInteractionsRequest)[]
const EACH = [
  'kind',
  'postId',
  'authorId',
  'eventId',
  'atMs',
] as const satisfies readonly (keyof RecordInteractionsRequest['interactions'][number])[]

export function checkInteractions(context: EngineContext, request: unknown): CheckedInteractions {
  const given = readFields(request, NAMES, { ...ARGUMENT, path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const nowMs = context.runtime.clock.now()
  const interactions = readList(given.interactions, 'interactions', { min: 1, max: MOST }).map((value, index) =>
    checkOne(context, { value, path: `interactions[${index}]`, viewerId, nowMs }),
  )
  return { viewerId, interactions }
}

function checkOne(
  context: EngineContext,
  one: { readonly value: unknown; readonly path: string; readonly viewerId: UserId; readonly nowMs: number },
): CheckedInteraction {
  const { path, viewerId, nowMs } = one
  const given = readFields(one.value, EACH, { ...ARGUMENT, path })
  const kind = checkOneOf(given.kind, `${path}.kind`, { ...ARGUMENT, choices: INTERACTION_KINDS })
  const namesPost = given.postId !== undefined || !AUTHOR_KINDS.has(kind)
  if (namesPost && given.authorId !== undefined) {
    const rule = AUTHOR_KINDS.has(kind)
      ? 'cannot be combined with postId'
      : `is not for a ${kind}: the post has an author`
    throw new FeedError({ ...ARGUMENT, field: `${path}.authorId`, rule })
  }
  const position = namesPost ? checkPostId(context, given.postId, `${path}.postId`) : undefined
  const authorId = namesPost ? undefined : checkId(given.authorId, `${path}.authorId`)
  if (authorId === viewerId) throw selfTarget(`${path}.authorId`)
  return {
    kind,
    path,
    position,
    authorId,
    eventId: given.eventId === undefined ? undefined : checkId(given.eventId, `${path}.eventId`),
    atMs: given.atMs === undefined ? nowMs : checkTime(given.atMs, `${path}.atMs`, nowMs),
  }
}

/** A queue of a phone may be days late; nobody acts in the future, but clocks differ. */
function checkTime(value: unknown, field: string, nowMs: number): number {
  const atMs = checkInteger(value, field, { ...ARGUMENT, min: 0, max: Number.MAX_SAFE_INTEGER })
  if (atMs > nowMs + MAX_AHEAD_MS) {
    throw new FeedError({ ...ARGUMENT, field, rule: `has to be at most ${MAX_AHEAD_MS} ms ahead of the clock` })
  }
  if (atMs < nowMs - MAX_AGE_MS) {
    throw new FeedError({ ...ARGUMENT, field, rule: 'has to be at most 30 days ago' })
  }
  return atMs
}

export function selfTarget(field: string): FeedError {
  return new FeedError({ code: 'SELF_TARGET', field, rule: 'has to be somebody else' })
}
