import type { PublishRequest } from '../api/requests'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { MAX_AHEAD_MS } from '../ids/id-minter'
import { FeedError, isFeedError, type Position, type PostKind, type PostVisibility, type UserId } from '../model'
import { readFields } from '../validate/fields'
import { readList } from '../validate/lists'
import { checkId, checkInteger, checkOneOf, checkText } from '../validate/scalars'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const
const MAX_LIST = 32

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
  readonly details: {
    readonly topics?: readonly string[]
    readonly contentType?: string
    readonly mediaRefs?: readonly string[]
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
    body: encodeBody(context, given.body, kind),
    visibility:
      given.visibility === undefined
        ? 'public'
        : checkOneOf(given.visibility, 'visibility', { ...ARGUMENT, choices: ['public', 'followers', 'private'] }),
    kind,
    target,
    position: given.id === undefined ? undefined : checkOwnId(context, given.id),
    idempotencyKey: given.idempotencyKey === undefined ? undefined : checkId(given.idempotencyKey, 'idempotencyKey'),
    details: {
      ...(given.topics === undefined ? {} : { topics: checkList(given.topics, 'topics', 256) }),
      ...(given.contentType === undefined ? {} : { contentType: shortText(given.contentType, 'contentType', 256) }),
      ...(given.mediaRefs === undefined ? {} : { mediaRefs: checkList(given.mediaRefs, 'mediaRefs', 1_024) }),
      ...(given.expiresAtMs === undefined ? {} : { expiresAtMs: checkExpiry(context, given.expiresAtMs) }),
      ...(given.homeRegion === undefined ? {} : { homeRegion: shortText(given.homeRegion, 'homeRegion', 256) }),
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

function encodeBody<Body>(context: BodyContext<Body>, body: unknown, kind: PostKind): Uint8Array {
  if (body === undefined) {
    if (kind === 'repost') return new Uint8Array(0)
    throw new FeedError({ code: 'INVALID_BODY', field: 'body', rule: 'is required but for a repost' })
  }
  let bytes: unknown
  try {
    bytes = context.bodies.encode(body as Body)
  } catch (cause) {
    if (isFeedError(cause)) throw cause
    throw new FeedError({ code: 'INVALID_BODY', field: 'body', rule: 'cannot be encoded by the body codec', cause })
  }
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) {
    throw new FeedError({
      code: 'INVALID_BODY',
      field: 'body',
      rule: 'has to be encoded to at least one byte by the body codec',
    })
  }
  const limit = context.options.maxBodyBytes
  if (bytes.length > limit) {
    throw new FeedError({
      code: 'PAYLOAD_TOO_LARGE',
      field: 'body',
      rule: `has at most ${limit} bytes encoded, not ${bytes.length}`,
    })
  }
  // A codec may write every body into one buffer of its own.
  return new Uint8Array(bytes)
}

function checkList(value: unknown, field: string, maxBytes: number): readonly string[] {
  return readList(value, field, { min: 0, max: MAX_LIST }).map((item, index) =>
    shortText(item, `${field}[${index}]`, maxBytes),
  )
}

function shortText(value: unknown, field: string, maxBytes: number): string {
  return checkText(value, field, { ...ARGUMENT, maxBytes })
}

function checkExpiry(context: EngineContext, value: unknown): number {
  const expiresAtMs = checkInteger(value, 'expiresAtMs', { ...ARGUMENT, min: 0, max: Number.MAX_SAFE_INTEGER })
  if (expiresAtMs > context.runtime.clock.now()) return expiresAtMs
  throw new FeedError({ ...ARGUMENT, field: 'expiresAtMs', rule: 'has to be in the future' })
}
