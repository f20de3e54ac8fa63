/** What was measured, and what it was measured against, in the same run on the same data. */
export interface Figure {
  readonly workload: string
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly baseline: { readonly name: string; readonly value: number }
  /** `value` divided by the baseline's. */
  readonly ratio: number
  /** What the ratio should be, in words, where there is an aim. */
  readonly aim?: string
}

export function figure(parts: Omit<Figure, 'ratio'>): Figure {
  return { ...parts, ratio: parts.value / parts.baseline.value }
}

/** The middle value; the upper one of two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Figures as a table of aligned columns. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ workload, name, unit, value, baseline, ratio, aim }) => [
    workload,
    name,
    `${significant(value)} ${unit}`,
    `${significant(ratio)}×`,
    `${significant(baseline.value)} ${unit}: ${baseline.name}`,
    aim ?? '',
  ])
  const table = [['workload', 'figure', 'measured', 'ratio', 'baseline', 'aim'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  return table
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** Three significant digits; larger numbers in full. */
function significant(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 })
}
