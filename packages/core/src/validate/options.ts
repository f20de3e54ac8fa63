import { FeedError } from '../model'
import { describe, type Fields, readFields } from './fields'

const OPTION = { code: 'INVALID_OPTION' } as const

/** Reads an object of options; an unknown name is refused with the nearest valid one. Absent: no options. */
export function optionFields<Name extends string>(input: unknown, path: string, names: readonly Name[]): Fields<Name> {
  return input === undefined ? {} : readFields(input, names, { ...OPTION, path })
}

/** An option that is an integer, or its default. */
export function integerOption(
  value: unknown,
  field: string,
  rule: { readonly min: number; readonly max: number; readonly otherwise: number },
): number {
  if (value === undefined) return rule.otherwise
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= rule.min && value <= rule.max) return value
  throw invalidOption(field, `has to be an integer in ${rule.min}..${rule.max}, not ${describe(value)}`)
}

/** An option that is one of a few words, or its default. */
export function choiceOption<Choice extends string>(
  value: unknown,
  field: string,
  rule: { readonly choices: readonly Choice[]; readonly otherwise: Choice },
): Choice {
  if (value === undefined) return rule.otherwise
  const choice = rule.choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  throw invalidOption(field, `has to be one of ${rule.choices.join(', ')}, not ${describe(value)}`)
}

/** An option that is an object with certain methods, or its default. */
export function objectOption<T extends object>(
  value: unknown,
  field: string,
  rule: { readonly methods: readonly (keyof T & string)[]; readonly otherwise: T },
): T {
  return value === undefined ? rule.otherwise : requireMethods(value, field, rule.methods)
}

/** Checks that a value is an object with certain methods. */
export function requireMethods<T extends object>(
  value: unknown,
  field: string,
  methods: readonly (keyof T & string)[],
): T {
  if (typeof value !== 'object' || value === null)
    throw invalidOption(field, `has to be an object, not ${describe(value)}`)
  for (const method of methods) {
    if (typeof (value as Record<string, unknown>)[method] !== 'function') {
      throw invalidOption(field, `has to have a method ${method}()`)
    }
  }
  return value as T
}

export function invalidOption(field: string, rule: string): FeedError {
  return new FeedError({ ...OPTION, field, rule })
}
