import { FeedError, type FeedErrorCode } from '../model'
import { nearestName } from './nearest-name'

/** The fields of a checked object: read once, so that a getter can't answer differently the second time. */
export type Fields<Name extends string> = { readonly [Key in Name]?: unknown }

/**
 * Copies the fields out of a caller's object. Refuses what is not an object, getters that throw, and names that are
 * not in `names`, with the nearest one that is.
 */
export function readFields<Name extends string>(
  input: unknown,
  names: readonly Name[],
  where: { readonly code: FeedErrorCode; readonly path: string },
): Fields<Name> {
  if (typeof input !== 'object' || input === null || arrayLength(input) !== undefined) {
    throw new FeedError({ code: where.code, field: where.path, rule: `has to be an object, not ${describe(input)}` })
  }
  let entries: [string, unknown][]
  try {
    entries = Object.entries(input)
  } catch (cause) {
    throw new FeedError({ code: where.code, field: where.path, rule: 'has a property that cannot be read', cause })
  }
  const fields: { [Key in Name]?: unknown } = {}
  for (const [name, value] of entries) {
    const known = names.find((candidate) => candidate === name)
    if (known === undefined) {
      const nearest = nearestName(name, names)
      throw new FeedError({
        code: where.code,
        field: where.path,
        rule: `has an unknown property ${printable(name)}${nearest === undefined ? '' : `, did you mean "${nearest}"?`}`,
      })
    }
    if (value !== undefined) fields[known] = value
  }
  return fields
}

/** Type and length of a value, for messages: never the value itself, which may be private. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `a string of ${value.length} characters`
  const length = arrayLength(value)
  if (length !== undefined) return `an array of ${length}`
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value)
  return typeof value === 'undefined' ? 'undefined' : `a value of type ${typeof value}`
}

/** The length of an array; of a revoked proxy not even that can be asked whether it is one. */
function arrayLength(value: unknown): number | undefined {
  try {
    return Array.isArray(value) ? value.length : undefined
  } catch {
    return undefined
  }
}

function printable(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? `"${name}"` : `with a name of ${name.length} characters`
}
