import type { Outcome } from '../harness/reading'
import { significant } from './numbers'
import { READING_COLUMNS } from './reading-columns'
import type { RunReport } from './run-report'

/** The report for a terminal: a table per outcome, then its figures and aims. */
export function formatText(report: RunReport): string {
  const { machine, node, profile, seed, rounds } = report
  const head = `${machine}\nNode ${node}, profile ${profile}, seed ${seed}, medians of ${rounds} rounds\n`
  const failures = report.failures.map(({ workload, reason }) => `${workload}: FAILED, ${reason}\n`)
  return [head, ...report.results.map(({ outcome }) => formatOutcome(outcome)), ...failures].join('\n')
}

function formatOutcome(outcome: Outcome): string {
  const figures = Object.entries(outcome.figures).map(([name, value]) => `  ${name}: ${significant(value)}\n`)
  const aims = outcome.aims.map(
    ({ text, measured, met }) => `  ${met ? 'met   ' : 'MISSED'} ${text}: ${significant(measured)}\n`,
  )
  return [`${outcome.workload}: ${outcome.variant}\n`, readingTable(outcome), ...figures, ...aims].join('')
}

function readingTable(outcome: Outcome): string {
  const contenders = Object.keys(outcome.readings)
  if (contenders.length === 0) return ''
  const columns = READING_COLUMNS.map(({ head, cell }) => [head, ...contenders.map((name) => cell(outcome, name))])
  return aligned(columns.filter(([, ...cells]) => cells.some((text) => text !== '')))
}

/** Columns of texts as lines, the first column to the left, the others to the right. */
function aligned(columns: readonly (readonly string[])[]): string {
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)))
  const lines = (columns[0] ?? []).map((_, row) =>
    columns
      .map((cells, column) => {
        const [cell, width] = [cells[row] ?? '', widths[column] ?? 0]
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  '),
  )
  return lines.map((line) => `  ${line.trimEnd()}\n`).join('')
}
