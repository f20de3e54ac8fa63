import { formatQuantity } from './format-quantity'
import { divideUnits, multiplyUnits, nameOf, sameUnit, type Unit, unitOf } from './unit'

/** A number with a unit and a name: what is given, or what a step worked out. */
export interface Quantity {
  readonly name: string
  readonly value: number
  readonly unit: Unit
}

/** A calculation: its result, and how it reads, once in names and once in numbers. */
export interface Expression {
  readonly value: number
  readonly unit: Unit
  readonly inNames: string
  readonly inNumbers: string
  /** What it was computed from, each once, in the order of their appearance. */
  readonly inputs: readonly Quantity[]
  /** A sum has to stand in brackets inside a product, a product never does inside a sum. */
  readonly kind: 'atom' | 'product' | 'sum'
}

export type Operand = Quantity | Expression

export function quantity(name: string, value: number, unit: string): Quantity {
  return { name, value, unit: unitOf(unit) }
}

export function times(left: Operand, ...right: readonly Operand[]): Expression {
  return right.map(toExpression).reduce(
    (product, factor) => ({
      ...merged(product, factor, '×', 'product'),
      value: product.value * factor.value,
      unit: multiplyUnits(product.unit, factor.unit),
    }),
    toExpression(left),
  )
}

/** The quotient. Throws a `RangeError` on a division by zero: no plan has an answer then. */
export function over(left: Operand, right: Operand): Expression {
  const [dividend, divisor] = [toExpression(left), toExpression(right)]
  if (divisor.value === 0) throw new RangeError(`${divisor.inNames} is zero, and something is divided by it`)
  return {
    ...merged(dividend, divisor, '÷', 'product'),
    value: dividend.value / divisor.value,
    unit: divideUnits(dividend.unit, divisor.unit),
  }
}

/** The sum. Throws a `TypeError` if the units differ. */
export function plus(left: Operand, right: Operand): Expression {
  const [first, second] = [toExpression(left), toExpression(right)]
  requireSameUnit(first, second)
  return { ...merged(first, second, '+', 'sum'), value: first.value + second.value, unit: first.unit }
}

/** The larger one of two. Throws a `TypeError` if the units differ. */
export function larger(left: Operand, right: Operand): Expression {
  const [first, second] = [toExpression(left), toExpression(right)]
  requireSameUnit(first, second)
  return applied('larger of', Math.max(first.value, second.value), first.unit, [first, second])
}

/** The next whole number, 1 at least: of machines there is never a part, and never none. */
export function roundUp(operand: Operand): Expression {
  const inner = toExpression(operand)
  // A quotient that is whole on paper may lie a few units in the last place above it.
  return applied('round up', Math.max(1, Math.ceil(inner.value * (1 - 1e-12))), inner.unit, [inner])
}

/** A function that is no arithmetic of its inputs; `formula` says in words or symbols what it computes. */
export function formulaOf(formula: string, value: number, unit: string, inputs: readonly Quantity[]): Expression {
  const given = inputs.map((input) => `${input.name} ${formatQuantity(input)}`).join(', ')
  return { value, unit: unitOf(unit), inNames: formula, inNumbers: `with ${given}`, inputs, kind: 'atom' }
}

export function toExpression(operand: Operand): Expression {
  if (!('name' in operand)) return operand
  const { name, value, unit } = operand
  return { value, unit, inNames: name, inNumbers: formatQuantity(operand), inputs: [operand], kind: 'atom' }
}

function merged(left: Expression, right: Expression, sign: '×' | '÷' | '+', kind: 'product' | 'sum') {
  const text = (of: 'inNames' | 'inNumbers'): string =>
    `${bracketed(left, left[of], kind, false)} ${sign} ${bracketed(right, right[of], kind, sign === '÷')}`
  return { inNames: text('inNames'), inNumbers: text('inNumbers'), inputs: union([left, right]), kind }
}

function bracketed({ kind }: Expression, text: string, within: 'product' | 'sum', divisor: boolean): string {
  const needed = within === 'product' && (kind === 'sum' || (divisor && kind === 'product'))
  return needed ? `(${text})` : text
}

function applied(name: string, value: number, unit: Unit, parts: readonly Expression[]): Expression {
  const text = (of: 'inNames' | 'inNumbers'): string => `${name} (${parts.map((part) => part[of]).join('; ')})`
  return { value, unit, inNames: text('inNames'), inNumbers: text('inNumbers'), inputs: union(parts), kind: 'atom' }
}

function union(parts: readonly Expression[]): readonly Quantity[] {
  return [...new Map(parts.flatMap(({ inputs }) => inputs).map((input) => [input.name, input])).values()]
}

function requireSameUnit(left: Expression, right: Expression): void {
  if (sameUnit(left.unit, right.unit)) return
  throw new TypeError(`${left.inNames} is in ${nameOf(left.unit)}, ${right.inNames} in ${nameOf(right.unit)}`)
}
