import type { PositionWidth } from '@feed-engine/core'
import type { PortName, Rule } from './kit/rule'
import type { RuleOutcome } from './run-rule'

/** What became of one rule, at one width of positions where the width matters. */
export interface RuleResult {
  readonly id: string
  readonly port: PortName
  readonly level: Rule['level']
  readonly width?: PositionWidth
  readonly status: RuleOutcome['status']
  /** Why the rule was skipped, or is unmet or failed. */
  readonly reason?: string
}

/** One adapter's run of the suite. Written as JSON, it is what tables of adapters and rules are made from. */
export interface Report {
  readonly adapter: string
  readonly seed: number
  readonly results: readonly RuleResult[]
}

/** The report for people: a line per port, then each rule that did not pass, with its reason. */
export function renderReport({ adapter, seed, results }: Report): string {
  const lines = [`conformance of ${adapter}, seed ${seed}`]
  for (const port of new Set(results.map((result) => result.port))) {
    const ofPort = results.filter((result) => result.port === port)
    const count = (status: RuleResult['status']): number => ofPort.filter((result) => result.status === status).length
    const others = (['failed', 'unmet', 'skipped'] as const).filter((status) => count(status) > 0)
    const tail = others.map((status) => `, ${count(status)} ${status}`).join('')
    lines.push(`  ${port}: ${count('passed')} of ${ofPort.length} passed${tail}`)
    for (const result of ofPort) if (result.status !== 'passed') lines.push(`    ${describeResult(result)}`)
  }
  return lines.join('\n')
}

function describeResult({ id, width, status, reason = '' }: RuleResult): string {
  const at = width === undefined ? '' : ` (${width * 4}-bit)`
  return `${status}: ${id}${at}: ${reason.split('\n', 1)[0] ?? ''}`
}
