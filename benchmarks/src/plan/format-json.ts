import type { Plan } from './plan'
import { nameOf, type Unit } from './quantity/unit'

/** The plan as JSON: the same steps as in the text, values in full, units as text. */
export function planToJson(plan: Plan): string {
  return `${JSON.stringify(plan, (key, value: unknown) => (key === 'unit' && isUnit(value) ? nameOf(value) : value), 2)}\n`
}

/** Estimates have their unit as text already. */
function isUnit(value: unknown): value is Unit {
  return typeof value === 'object'
}
