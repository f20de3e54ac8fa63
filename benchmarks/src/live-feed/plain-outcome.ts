import type { Outcome } from '../harness/reading'

/** An outcome that compares nothing: its readings are the engine's, in one or several situations. */
export function plainOutcome(
  parts: Pick<Outcome, 'workload' | 'variant' | 'unit' | 'readings' | 'commands'> & Partial<Outcome>,
): Outcome {
  return { rateRatios: {}, p50Ratios: {}, aims: [], figures: {}, ...parts }
}
