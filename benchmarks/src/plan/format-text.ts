import type { Comparison } from './classic/compare'
import type { Contradiction } from './classic/contradictions'
import type { Fact } from './facts/facts'
import type { Plan, Section } from './plan'
import type { Quantity } from './quantity/expression'
import { formatNumber, formatQuantity } from './quantity/format-quantity'
import type { Step } from './quantity/step'

const NAME_WIDTH = 38
const VALUE_WIDTH = 28

const ORIGINS = {
  figures: 'figures of the run',
  documents: 'documented measurement',
  given: 'command line',
} as const satisfies Readonly<Record<Fact['origin'], string>>

/** The plan as text: what it starts from, each step with its arithmetic, and the estimates beside it. */
export function formatPlan(plan: Plan): string {
  return [
    block('Given', plan.given.map(givenLine)),
    block('Measured', [factsNote(plan.facts), ...plan.facts.map(factLines)]),
    ...plan.sections.map(({ title, steps }: Section) => block(title, steps.map(stepLines))),
    block('Beside the estimates of design texts', plan.comparisons.map(comparisonLines)),
    block('Where those estimates contradict themselves', plan.contradictions.map(contradictionLines)),
  ].join('\n')
}

function block(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.join('')}`
}

function givenLine(given: Quantity): string {
  return `  ${column(given.name)}${formatQuantity(given)}\n`
}

function column(text: string, width = NAME_WIDTH): string {
  return `${text.padEnd(width - 2)}  `
}

function factsNote(facts: readonly Fact[]): string {
  const documented = facts.filter(({ origin }) => origin === 'documents').length
  if (documented < facts.length) return `  ${documented} of ${facts.length} facts are those that the documents give.\n`
  return '  Without figures of a run (--figures FILE) these are the facts that the documents give.\n'
}

function factLines(fact: Fact): string {
  const { name, origin, source } = fact
  return `  ${column(name)}${formatQuantity(fact)}\n      ${ORIGINS[origin]}: ${source}\n`
}

function stepLines(step: Step): string {
  const { name, formula, numbers } = step
  const result = formatQuantity(step)
  const arithmetic = [formula, numbers].filter((text) => text !== name && text !== result)
  return `  ${column(name)}${result}\n${arithmetic.map((text) => `      = ${text}\n`).join('')}`
}

function comparisonLines({ estimate, planned, factor, verdict }: Comparison): string {
  const ends = estimate.low === estimate.high ? [estimate.low] : [estimate.low, estimate.high]
  const unit = planned.unit
  const claimed = ends.map((value) => formatQuantity({ value, unit })).join(' to ')
  const relation = verdict === 'within' ? 'within' : `${verdict}, ${formatNumber(factor)}×`
  return `  ${column(estimate.name)}${column(formatQuantity(planned), VALUE_WIDTH)}${relation}: ${claimed}\n`
}

function contradictionLines({ title, steps, factor, agree, finding }: Contradiction): string {
  const verdict = agree ? 'agree' : `${formatNumber(factor)}× apart`
  return `  ${title}: ${verdict}\n${steps.map((step) => indented(stepLines(step))).join('')}    ${finding}\n`
}

function indented(lines: string): string {
  return lines.replaceAll(/^(?=.)/gm, '  ')
}
