import type { PublishRequest } from '../api/requests'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { MAX_AHEAD_MS } from '../ids/id-minter'
import { FeedError, type Position, type PostKind, type PostVisibility, type UserId } from '../model'
import { readFields } from '../validate/fields'
import { checkId, checkInteger, checkOneOf, checkText } from '../validate/scalars'
import { checkDescription, type Description, encodeBody } from './post-content'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

/** A publish request that keeps every rule that can be checked without asking a store. */
export interface CheckedPublish {
  readonly authorId: UserId
  readonly body: Uint8Array
  readonly visibility: PostVisibility
  readonly kind: PostKind
  /** The post that this one refers to, by id: parent, original or quoted. */
  readonly target: string | undefined
  readonly position: Position | undefined
  readonly idempotencyKey: string | undefined
  readonly details: Description & {
    readonly expiresAtMs?: number
    readonly homeRegion?: string
  }
}

const NAMES = [
  'authorId',
  'body',
  'visibility',
  'idempotencyKey',
  'id',
  'inReplyTo',
  'repostOf',
  'quoteOf',
  'topics',
  'contentType',
  'mediaRefs',
  'expiresAtMs',
  'homeRegion',
] as const satisfies readonly (keyof PublishRequest<unknown>)[]

export function checkPublish<Body>(context: BodyContext<Body>, request: unknown): CheckedPublish {
  const given = readFields(request, NAMES, { ...ARGUMENT, path: 'request' })
  const { kind, target } = reference(context, given)
  return {
    authorId: checkId(given.authorId, 'authorId'),
    body: bodyOf(context, given.body, kind),
    visibility:
      given.visibility === undefined
        ? 'public'
        : checkOneOf(given.visibility, 'visibility', { ...ARGUMENT, choices: ['public', 'followers', 'private'] }),
    kind,
    target,
    position: given.id === undefined ? undefined : checkOwnId(context, given.id),
    idempotencyKey: given.idempotencyKey === undefined ? undefined : checkId(given.idempotencyKey, 'idempotencyKey'),
    details: {
      ...checkDescription(given),
      ...(given.expiresAtMs === undefined ? {} : { expiresAtMs: checkExpiry(context, given.expiresAtMs) }),
      ...(given.homeRegion === undefined
        ? {}
        : { homeRegion: checkText(given.homeRegion, 'homeRegion', { ...ARGUMENT, maxBytes: 256 }) }),
    },
  }
}

function checkOwnId(context: EngineContext, value: unknown): Position {
  const position = checkPostId(context, value, 'id')
  if (context.ids.timestampOf(value as string) > context.runtime.clock.now() + MAX_AHEAD_MS) {
    throw new FeedError({ code: 'INVALID_ID', field: 'id', rule: 'its time is too far ahead of the clock' })
  }
  return position
}

function reference(
  context: EngineContext,
  given: { readonly inReplyTo?: unknown; readonly repostOf?: unknown; readonly quoteOf?: unknown },
): { readonly kind: PostKind; readonly target: string | undefined } {
  const references = [
    { kind: 'reply', field: 'inReplyTo', value: given.inReplyTo },
    { kind: 'repost', field: 'repostOf', value: given.repostOf },
    { kind: 'quote', field: 'quoteOf', value: given.quoteOf },
  ] as const
  const [first, second] = references.filter(({ value }) => value !== undefined)
  if (first === undefined) return { kind: 'post', target: undefined }
  if (second !== undefined) {
    throw new FeedError({ ...ARGUMENT, field: second.field, rule: `cannot be combined with ${first.field}` })
  }
  return { kind: first.kind, target: context.ids.idOf(checkPostId(context, first.value, first.field)) }
}

function bodyOf<Body>(context: BodyContext<Body>, body: unknown, kind: PostKind): Uint8Array {
  if (body !== undefined) return encodeBody(context, body)
  if (kind === 'repost') return new Uint8Array(0)
  throw new FeedError({ code: 'INVALID_BODY', field: 'body', rule: 'is required but for a repost' })
}

function checkExpiry(context: EngineContext, value: unknown): number {
  const expiresAtMs = checkInteger(value, 'expiresAtMs', { ...ARGUMENT, min: 0, max: Number.MAX_SAFE_INTEGER })
  if (expiresAtMs > context.runtime.clock.now()) return expiresAtMs
  throw new FeedError({ ...ARGUMENT, field: 'expiresAtMs', rule: 'has to be in the future' })
}
