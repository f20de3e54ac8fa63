import type { Mutant } from './mutant'
import { ADMISSION_MUTANTS } from './planted/admission'
import { CALLS_MUTANTS } from './planted/calls'
import { CHANGES_MUTANTS } from './planted/changes'
import { COUNTERS_MUTANTS } from './planted/counters'
import { DELIVERY_MUTANTS } from './planted/delivery'
import { PAGES_MUTANTS } from './planted/pages'
import { RANKING_MUTANTS } from './planted/ranking'
import { TIMELINES_MUTANTS } from './planted/timelines'

export const MUTANTS: readonly Mutant[] = [
  ...ADMISSION_MUTANTS,
  ...CHANGES_MUTANTS,
  ...PAGES_MUTANTS,
  ...TIMELINES_MUTANTS,
  ...DELIVERY_MUTANTS,
  ...CALLS_MUTANTS,
  ...RANKING_MUTANTS,
  ...COUNTERS_MUTANTS,
]
