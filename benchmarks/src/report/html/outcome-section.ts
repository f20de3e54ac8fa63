import type { Outcome } from '../../harness/reading'
import { significant } from '../numbers'
import { READING_COLUMNS } from '../reading-columns'
import { escaped, table } from './markup'

/** Tables of one outcome: contenders, aims, figures, and what each contender sends. */
export function outcomeSection(outcome: Outcome, plots: string): string {
  return [
    `<h3>${escaped(outcome.variant)}</h3>`,
    readingTable(outcome),
    aimTable([outcome]),
    figureTable(outcome),
    plots,
    commandList(outcome),
  ].join('\n')
}

/** Aims and whether they were met; nothing where there are none. */
export function aimTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(({ workload, variant, aims }) =>
    aims.map(({ text, measured, met }) => [
      `${escaped(workload)}: ${escaped(variant)}`,
      escaped(text),
      significant(measured),
      `<span class="${met ? 'met' : 'missed'}">${met ? 'met' : 'missed'}</span>`,
    ]),
  )
  return rows.length === 0 ? '' : table(['what', 'aim', 'measured', ''], rows)
}

function readingTable(outcome: Outcome): string {
  const contenders = Object.keys(outcome.readings)
  if (contenders.length === 0) return ''
  const columns = READING_COLUMNS.filter(({ cell }) => contenders.some((name) => cell(outcome, name) !== ''))
  const rows = contenders.map((name) => columns.map(({ cell }) => escaped(cell(outcome, name))))
  return table(
    columns.map(({ head }) => escaped(head)),
    rows,
  )
}

function figureTable({ figures }: Outcome): string {
  const rows = Object.entries(figures).map(([name, value]) => [escaped(name), significant(value)])
  return rows.length === 0 ? '' : table(['figure', ''], rows)
}

function commandList({ commands }: Outcome): string {
  const items = Object.entries(commands).map(([name, lines]) => {
    const sent = lines.map((line) => `<code>${escaped(line)}</code>`).join('<br>')
    return `<li><b>${escaped(name)}</b><br>${sent}</li>`
  })
  return `<details><summary>What each of them sends</summary><ul>${items.join('')}</ul></details>`
}
