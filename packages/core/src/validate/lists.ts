import { FeedError } from '../model'
import { describe } from './fields'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

/** The items of a list, each read once and by its index: an iterator of the caller's own is not asked. */
export function readList(
  value: unknown,
  field: string,
  rule: { readonly min: number; readonly max: number },
): readonly unknown[] {
  try {
    if (Array.isArray(value) && value.length >= rule.min && value.length <= rule.max) {
      return Array.from({ length: value.length }, (_, index): unknown => value[index])
    }
  } catch (cause) {
    throw new FeedError({ ...ARGUMENT, field, rule: 'is a list that cannot be read', cause })
  }
  const bounds = rule.min === 0 ? `at most ${rule.max}` : `${rule.min} to ${rule.max}`
  throw new FeedError({ ...ARGUMENT, field, rule: `has to be an array of ${bounds}, not ${describe(value)}` })
}
