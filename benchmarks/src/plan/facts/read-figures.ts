import { invalidOption } from '@feed-engine/core'
import type { Outcome, Reading } from '../../harness/reading'
import { DOCUMENTED_FACTS } from './documented-facts'
import type { FactName, Facts } from './facts'

/** What the planner looks at in an outcome of a run. */
type MeasuredOutcome = Pick<Outcome, 'workload' | 'variant' | 'bytesPerTimeline'> & {
  readonly readings: Readonly<Record<string, Pick<Reading, 'rate'>>>
}

/** A value, and the outcome that it is from. */
interface Found {
  readonly value: number
  readonly outcome: MeasuredOutcome
}

/** Entries of the timelines that `fan-out` measures. */
const MEASURED_ENTRIES = 500

/**
 * The facts that the JSON of a `feed-bench` run holds: of several variants the one with the highest rate, since more
 * than one call is in flight in production. Throws a `FeedError` if it is no such JSON, or holds nothing for a plan.
 */
export function readFigures(text: string): Partial<Facts> {
  const outcomes = outcomesOf(text)
  const pushes = outcomes.filter(({ workload, variant }) => workload === 'fan-out' && !/cluster/i.test(variant))
  const reads = outcomes.filter(({ workload }) => workload === 'warm-read')
  const [engine, designText] = ['engine', 'design-text'].map((name) => fastest(pushes, name))
  const facts = {
    ...measured('pushRate', engine),
    ...measured('workerRate', engine),
    ...measured('entrySize', sizeOf(engine, 'engine'), MEASURED_ENTRIES),
    ...measured('pageReads', fastest(reads, 'engine')),
    ...measured('sortedSetPushRate', designText),
    ...measured('sortedSetSize', sizeOf(designText, 'design-text')),
  }
  if (Object.keys(facts).length > 0) return facts
  throw invalidOption('--figures', 'holds no readings of the workloads fan-out and warm-read')
}

function fastest(outcomes: readonly MeasuredOutcome[], contender: string): Found | undefined {
  return outcomes
    .flatMap((outcome) => {
      const value = outcome.readings[contender]?.rate
      return isPositive(value) ? [{ value, outcome }] : []
    })
    .reduce<Found | undefined>(
      (best, found) => (best === undefined || found.value > best.value ? found : best),
      undefined,
    )
}

function sizeOf(found: Found | undefined, contender: string): Found | undefined {
  const value = found?.outcome.bytesPerTimeline?.[contender]
  return found !== undefined && isPositive(value) ? { value, outcome: found.outcome } : undefined
}

/** A fact of the documents with the value of a run instead. */
function measured(name: FactName, found: Found | undefined, divisor = 1): Partial<Facts> {
  if (found === undefined) return {}
  const { value, outcome } = found
  const source = `${outcome.workload}, ${outcome.variant}`
  return { [name]: { ...DOCUMENTED_FACTS[name], value: value / divisor, origin: 'figures', source } }
}

function outcomesOf(text: string): readonly MeasuredOutcome[] {
  const outcomes = resultsOf(parsed(text))?.map((result) => (isObject(result) ? result['outcome'] : undefined))
  if (outcomes?.every(isOutcome)) return outcomes
  throw invalidOption('--figures', 'has to be what feed-bench prints with --json')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidOption('--figures', 'has to be JSON')
  }
}

function resultsOf(report: unknown): readonly unknown[] | undefined {
  const results = isObject(report) ? report['results'] : undefined
  return Array.isArray(results) ? results : undefined
}

function isOutcome(value: unknown): value is MeasuredOutcome {
  return (
    isObject(value) &&
    typeof value['workload'] === 'string' &&
    typeof value['variant'] === 'string' &&
    isObject(value['readings']) &&
    Object.values(value['readings']).every(isObject)
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}
