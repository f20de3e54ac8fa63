import type { BodyContext } from '../context/engine-context'
import { FeedError, isFeedError, type PostContent } from '../model'
import { readList } from '../validate/lists'
import { checkText } from '../validate/scalars'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const
const MAX_LIST = 32

/** What describes a body. */
export type Description = Omit<PostContent, 'body'>

/** The fields that are given, checked. */
export function checkDescription(given: { readonly [Field in keyof Description]?: unknown }): Description {
  return {
    ...(given.topics === undefined ? {} : { topics: checkList(given.topics, 'topics', 256) }),
    ...(given.contentType === undefined ? {} : { contentType: shortText(given.contentType, 'contentType', 256) }),
    ...(given.mediaRefs === undefined ? {} : { mediaRefs: checkList(given.mediaRefs, 'mediaRefs', 1_024) }),
  }
}

/** The bytes of a body, of which the codec keeps no part. */
export function encodeBody<Body>(context: BodyContext<Body>, body: unknown): Uint8Array {
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
