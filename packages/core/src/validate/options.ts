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

/** Bounds of a number: each of them absent, or kept. Without `max` it is finite. */
export interface NumberBounds {
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly below?: number
}

/** An option that is a number within bounds, or its default. */
export function numberOption(
  value: unknown,
  field: string,
  rule: NumberBounds & { readonly otherwise: number },
): number {
  return value === undefined ? rule.otherwise : checkNumber(value, field, rule)
}

/** An option that is a list of so many numbers, each within bounds, in order; or its default. */
export function listOption(
  value: unknown,
  field: string,
  rule: {
    readonly length: number
    readonly each: NumberBounds
    readonly order: 'rising' | 'not rising'
    readonly otherwise: readonly number[]
  },
): readonly number[] {
  if (value === undefined) return rule.otherwise
  if (!Array.isArray(value) || value.length !== rule.length) {
    throw invalidOption(field, `has to be an array of ${rule.length} numbers, not ${describe(value)}`)
  }
  const numbers = Array.from({ length: rule.length }, (_, index) =>
    checkNumber(value[index], `${field}[${index}]`, rule.each),
  )
  const inOrder = numbers.every((number, index) => {
    const before = numbers[index - 1]
    return before === undefined || (rule.order === 'rising' ? number > before : number <= before)
  })
  if (!inOrder) throw invalidOption(field, `has to be ${rule.order}`)
  return numbers
}

function checkNumber(value: unknown, field: string, bounds: NumberBounds): number {
  const { min, above, max = Number.MAX_VALUE, below } = bounds
  if (
    typeof value === 'number' &&
    value <= max &&
    (min === undefined ? value >= -Number.MAX_VALUE : value >= min) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  ) {
    return value
  }
  const rules = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(bounds.max === undefined || bounds.max === Number.POSITIVE_INFINITY ? [] : [`at most ${bounds.max}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ]
  throw invalidOption(field, `has to be a number ${rules.join(' and ')}, not ${describe(value)}`)
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
