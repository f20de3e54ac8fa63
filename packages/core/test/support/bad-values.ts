import { SECRET } from './refusal'

/** A value by the name of what is wrong with it. */
export type Named = readonly [name: string, value: unknown]

class Instance {
  get [Symbol.toStringTag](): string {
    return SECRET
  }

  toString(): string {
    return SECRET
  }

  toJSON(): string {
    return SECRET
  }
}

const throwing = (): never => {
  throw new Error(SECRET)
}

/** An object that fails whatever is asked of it. */
export function hostileProxy(): object {
  return new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing, getOwnPropertyDescriptor: throwing })
}

/** An object that cannot even be asked what it is. */
export function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Values that are no text at all. */
export const NOT_TEXT: readonly Named[] = [
  ['null', null],
  ['a number', 42],
  ['NaN', Number.NaN],
  ['a bigint', 42n],
  ['a boolean', true],
  ['a symbol', Symbol(SECRET)],
  ['a function', (): string => SECRET],
  ['an object', { toString: () => SECRET }],
  ['a String object', new String(SECRET)],
  ['a class instance', new Instance()],
  ['an array', [SECRET]],
  ['a proxy that throws', hostileProxy()],
  ['a revoked proxy', revokedProxy()],
]

/** Texts with characters that no id may hold. */
export const UNSAFE_TEXTS: readonly Named[] = [
  ['NUL', `${SECRET}\0`],
  ['a control character', `${SECRET}\u0007`],
  ['a newline', `${SECRET}\nx`],
  ['a final newline', `${SECRET}\n`],
  ['a tab', `${SECRET}\t`],
  ['DEL', `${SECRET}\u007f`],
  ['a C1 control', `${SECRET}\u0085`],
  ['a bidi override', `${SECRET}\u202e`],
  ['a bidi isolate', `${SECRET}\u2066`],
  ['a bidi mark', `${SECRET}\u200e`],
  ['an Arabic letter mark', `${SECRET}\u061c`],
  ['a zero-width space', `${SECRET}\u200b`],
  ['a zero-width joiner', `${SECRET}\u200d`],
  ['a word joiner', `${SECRET}\u2060`],
  ['a byte order mark', `\ufeff${SECRET}`],
  ['a lone high surrogate', `${SECRET}\ud800`],
  ['a lone low surrogate', `\udc00${SECRET}`],
]

/** What no id of a user may be. */
export const BAD_IDS: readonly Named[] = [
  ...NOT_TEXT,
  ...UNSAFE_TEXTS,
  ['an empty text', ''],
  ['257 bytes', SECRET.padEnd(257, 'x')],
  ['257 bytes in 244 characters', SECRET + 'ä'.repeat(122)],
  ['a million characters', SECRET + 'x'.repeat(1_000_000)],
]

/** What no post id may be, in either codec. */
export const BAD_POST_IDS: readonly Named[] = [
  ...NOT_TEXT,
  ...UNSAFE_TEXTS,
  ['an empty text', ''],
  ['a word', SECRET],
  ['a leading zero', '0123'],
  ['zero', '0'],
  ['a sign', '+123'],
  ['a negative number', '-123'],
  ['a space in front', ' 123'],
  ['a newline behind', '123\n'],
  ['an exponent', '1e3'],
  ['a fraction', '1.0'],
  ['hex', '0x7b'],
  ['digits of another script', '١٢٣'],
  ['64 bits', '9223372036854775808'],
  ['a hundred digits', '9'.repeat(100)],
  ['an upper case UUID', '018CC251-F400-7000-8000-000000000000'],
]

/** What no request may be. */
export const NOT_REQUESTS: readonly Named[] = [
  ['missing', undefined],
  ['null', null],
  ['a number', 42],
  ['a bigint', 42n],
  ['a text', SECRET],
  ['a boolean', true],
  ['a symbol', Symbol(SECRET)],
  ['a function', (): string => SECRET],
  ['an array', [SECRET]],
  ['a proxy that throws', hostileProxy()],
  ['a revoked proxy', revokedProxy()],
]
