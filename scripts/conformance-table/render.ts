export interface RuleRun {
  readonly rule: string
  readonly title: string
  /** Empty where the width of positions does not matter. */
  readonly width: string
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
  /** Why it was skipped. */
  readonly reason: string
}

export interface AdapterRun {
  readonly adapter: string
  readonly ports: readonly { readonly port: string; readonly rules: readonly RuleRun[] }[]
}

const PASSED = '✓'
const FAILED = '✗'

/** Adapters and rules as Markdown: the same for the same results, in whatever order the tests ran. */
export function renderTable(runs: readonly AdapterRun[]): string {
  const sorted = [...runs].sort((a, b) => compare(a.adapter, b.adapter))
  const ports = [...new Set(sorted.flatMap((run) => run.ports.map(({ port }) => port)))].sort(compare)
  const notes = new Notes()
  const sections = ports.map((port) => renderPort(port, sorted, notes))
  return [
    '# Adapters and rules',
    '',
    'What the [conformance suite](packages/conformance/RULES.md) found on the real servers, written by its run.',
    `${PASSED} passed, at both widths of positions where that matters; a number: the rule does not apply, for the reason below.`,
    '',
    row(['adapter', 'port', 'rules passed', 'that do not apply']),
    row(['---', '---', '--:', '--:']),
    ...sorted.flatMap(renderSummary),
    ...sections,
    '',
    '## Reasons',
    '',
    ...notes.lines(),
    '',
  ].join('\n')
}

function renderSummary({ adapter, ports }: AdapterRun): string[] {
  return ports.map(({ port, rules }) => {
    const names = [...new Set(rules.map(({ rule }) => rule))]
    const states = names.map((name) =>
      renderCell(
        rules.filter(({ rule }) => rule === name),
        new Notes(),
      ),
    )
    const passed = states.filter((state) => state === PASSED).length
    const skipped = states.filter((state) => state !== PASSED && state !== FAILED).length
    return row([adapter, port, `${passed} of ${states.length}`, `${skipped}`])
  })
}

function renderPort(port: string, runs: readonly AdapterRun[], notes: Notes): string {
  const columns = runs.flatMap((run) =>
    run.ports.filter((tested) => tested.port === port).map(({ rules }) => ({ adapter: run.adapter, rules })),
  )
  const titles = new Map(columns.flatMap(({ rules }) => rules.map(({ rule, title }) => [rule, title] as const)))
  const rows = [...titles]
    .sort(([a], [b]) => compare(a, b))
    .map(([rule, title]) => {
      const cells = columns.map(({ rules }) =>
        renderCell(
          rules.filter((run) => run.rule === rule),
          notes,
        ),
      )
      return row([rule, title, ...cells])
    })
  const head = ['rule', '', ...columns.map(({ adapter }) => adapter)]
  const align = ['---', '---', ...columns.map(() => ':-:')]
  return ['', `## ${port}`, '', row(head), row(align), ...rows].join('\n')
}

function renderCell(runs: readonly RuleRun[], notes: Notes): string {
  if (runs.length === 0) return ''
  if (runs.every(({ state }) => state === 'passed')) return PASSED
  const skipped = runs.find(({ state }) => state === 'skipped')
  return skipped === undefined || runs.some(({ state }) => state === 'failed') ? FAILED : notes.number(skipped.reason)
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Reasons, numbered in the order in which the table has them. */
class Notes {
  readonly #numbers = new Map<string, number>()

  number(reason: string): string {
    const number = this.#numbers.get(reason) ?? this.#numbers.size + 1
    this.#numbers.set(reason, number)
    return String(number)
  }

  lines(): string[] {
    return [...this.#numbers].map(([reason, number]) => `${number}. ${reason}`)
  }
}
