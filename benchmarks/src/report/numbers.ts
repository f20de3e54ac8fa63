/** Three significant digits; larger numbers in full. */
export function significant(value: number): string {
  return Number.isFinite(value) ? Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 }) : '–'
}
