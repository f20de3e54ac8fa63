import { FeedError, isFeedError, type Position } from '../model'
import { describe } from '../validate/fields'
import type { IdCodec } from './id-codec'

/** Checks a post id in a request and returns its position. */
export function checkPostId(context: { readonly ids: IdCodec }, value: unknown, field: string): Position {
  try {
    return context.ids.positionOf(value as string)
  } catch (cause) {
    const rule = isFeedError(cause) ? cause.rule : 'is not a post id'
    throw new FeedError({ code: 'INVALID_ID', field, rule: `${rule}, not ${describe(value)}` })
  }
}
