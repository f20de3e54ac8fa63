import type { SigningKey } from '../cursor/cursor-codec'
import { randomKey } from '../runtime/crypto'
import { describe } from '../validate/fields'
import { integerOption, invalidOption, optionFields } from '../validate/options'

const MIN_SECRET_BYTES = 16
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/
const encoder = new TextEncoder()

/** Checks the `cursor` option. Without it, and with stores that die with the process, a random key signs. */
export function resolveCursorKeys(
  input: unknown,
  durableStores: boolean,
): { readonly keys: readonly SigningKey[]; readonly maxAgeMs: number } {
  if (input === undefined) {
    if (durableStores) {
      throw invalidOption(
        'cursor.keys',
        'has to be given, since the stores are durable: cursors would end with this process',
      )
    }
    return { keys: [{ id: 'process', secret: randomKey() }], maxAgeMs: Number.POSITIVE_INFINITY }
  }
  const given = optionFields(input, 'cursor', ['keys', 'maxAgeMs'])
  if (!Array.isArray(given.keys) || given.keys.length === 0) {
    throw invalidOption('cursor.keys', `has to be an array of at least one key, not ${describe(given.keys)}`)
  }
  const keys = given.keys.map((key, index) => resolveKey(key, `cursor.keys[${index}]`))
  if (new Set(keys.map(({ id }) => id)).size < keys.length)
    throw invalidOption('cursor.keys', 'has two keys with the same id')
  const maxAgeMs =
    given.maxAgeMs === undefined
      ? Number.POSITIVE_INFINITY
      : integerOption(given.maxAgeMs, 'cursor.maxAgeMs', { min: 1, max: Number.MAX_SAFE_INTEGER, otherwise: 1 })
  return { keys, maxAgeMs }
}

function resolveKey(input: unknown, path: string): SigningKey {
  const { id, secret } = optionFields(input, path, ['id', 'secret'])
  if (typeof id !== 'string' || !KEY_ID.test(id)) {
    throw invalidOption(`${path}.id`, `has to be 1 to 64 letters, digits, - or _, not ${describe(id)}`)
  }
  const bytes =
    typeof secret === 'string' ? encoder.encode(secret) : secret instanceof Uint8Array ? secret.slice() : undefined
  if (bytes === undefined || bytes.length < MIN_SECRET_BYTES) {
    throw invalidOption(`${path}.secret`, `has to be at least ${MIN_SECRET_BYTES} bytes, as a string or Uint8Array`)
  }
  return { id, secret: bytes }
}
