import { type Operand, type Quantity, toExpression } from './expression'
import { nameOf, sameUnit, unitOf } from './unit'

/** One line of a plan: a quantity, and the arithmetic that it came from. It can be an input of later ones. */
export interface Step extends Quantity {
  /** The arithmetic in names: `daily users × posts per user`. */
  readonly formula: string
  /** The same in numbers and units. */
  readonly numbers: string
  readonly inputs: readonly Quantity[]
}

/** Names a calculation. Throws a `TypeError` if what comes out is not in `unit`. */
export function step(name: string, unit: string, operand: Operand): Step {
  const { value, unit: computed, inNames, inNumbers, inputs } = toExpression(operand)
  const declared = unitOf(unit)
  if (!sameUnit(computed, declared)) throw new TypeError(`${name} is in ${nameOf(computed)}, not in ${unit}`)
  return { name, value, unit: declared, formula: inNames, numbers: inNumbers, inputs }
}
