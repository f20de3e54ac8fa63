import { FeedError, type FeedErrorCode } from '../model'
import { describe } from './fields'

const PLAIN = /^[\x20-\x7e]{1,256}$/
/** Controls, lone surrogates, and characters that are invisible or reorder text (bidi controls, zero-width, BOM). */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/u
const encoder = new TextEncoder()

/** Checks an id: 1 to 256 UTF-8 bytes without unsafe characters. */
export function checkId(value: unknown, field: string): string {
  return checkText(value, field, { code: 'INVALID_ID', maxBytes: 256 })
}

/** Checks a short text: 1 to `maxBytes` UTF-8 bytes without unsafe characters. */
export function checkText(
  value: unknown,
  field: string,
  rule: { readonly code: FeedErrorCode; readonly maxBytes: number },
): string {
  if (typeof value === 'string') {
    if (rule.maxBytes >= 256 && PLAIN.test(value)) return value
    if (value !== '' && value.length <= rule.maxBytes) {
      if (UNSAFE.test(value)) {
        throw new FeedError({
          code: rule.code,
          field,
          rule: 'must not contain control, bidi-override or zero-width characters, nor lone surrogates',
        })
      }
      if (encoder.encode(value).length <= rule.maxBytes) return value
    }
  }
  throw new FeedError({
    code: rule.code,
    field,
    rule: `has to be a string of 1 to ${rule.maxBytes} UTF-8 bytes, not ${describe(value)}`,
  })
}

export function checkInteger(
  value: unknown,
  field: string,
  rule: { readonly code: FeedErrorCode; readonly min: number; readonly max: number },
): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= rule.min && value <= rule.max) return value
  throw new FeedError({
    code: rule.code,
    field,
    rule: `has to be an integer in ${rule.min}..${rule.max}, not ${describe(value)}`,
  })
}

export function checkOneOf<Choice extends string>(
  value: unknown,
  field: string,
  rule: { readonly code: FeedErrorCode; readonly choices: readonly Choice[] },
): Choice {
  const choice = rule.choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  throw new FeedError({
    code: rule.code,
    field,
    rule: `has to be one of ${rule.choices.join(', ')}, not ${describe(value)}`,
  })
}

export function checkBoolean(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value
  throw new FeedError({ code: 'INVALID_ARGUMENT', field, rule: `has to be true or false, not ${describe(value)}` })
}
