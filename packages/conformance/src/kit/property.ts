import fc from 'fast-check'
import { RuleViolation } from './violation'

/** Checks something for many generated values. */
export type CheckProperty = <T>(values: fc.Arbitrary<T>, holds: (value: T) => Promise<void>) => Promise<void>

export function propertyChecker(parts: { readonly seed: number; readonly runs: number }): CheckProperty {
  return async (values, holds) => {
    const outcome = await fc.check(fc.asyncProperty(values, holds), { seed: parts.seed | 0, numRuns: parts.runs })
    if (!outcome.failed) return
    const { message } = outcome.errorInstance instanceof Error ? outcome.errorInstance : { message: '' }
    throw new RuleViolation(`${message}\nfound by property:\n${fc.defaultReportMessage(outcome) ?? ''}`, {
      cause: outcome.errorInstance,
    })
  }
}
