import { nameOf, type Unit } from './unit'

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E']

/** Bases that take a prefix, and their symbols. */
const SYMBOLS: Readonly<Record<string, string>> = { byte: 'B', bit: 'bit' }

const DIGITS = new Intl.NumberFormat('en', { maximumFractionDigits: 20 })

/**
 * A number with its unit, as one writes it: `1,200 posts/s`, `2.4 TB`. Four significant digits; bytes and bits in powers
 * of 1,000.
 */
export function formatQuantity({ value, unit }: { readonly value: number; readonly unit: Unit }): string {
  const [above = '', ...below] = nameOf(unit).split('/')
  const symbol = SYMBOLS[above]
  if (symbol === undefined) {
    if (above === '1' && below.length === 0) return formatNumber(value)
    return `${formatNumber(value)} ${[value === 1 ? above : pluralOf(above), ...below].join('/')}`
  }
  const thousands = value < 1_000 ? 0 : Math.min(PREFIXES.length - 1, Math.floor(Math.log10(value) / 3 + 1e-12))
  const unitName = [`${PREFIXES[thousands] ?? ''}${symbol}`, ...below].join('/')
  return `${formatNumber(value / 1_000 ** thousands)} ${unitName}`
}

/** Four significant digits, and all of them where the number has more before its point. */
export function formatNumber(value: number): string {
  const rounded = Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4))
  return DIGITS.format(rounded)
}

/** The plural of a product of words: that of its last word, unless it is a symbol. */
function pluralOf(words: string): string {
  if (/(^|·)s$|^1$/.test(words)) return words
  if (/[^aeiou]y$/.test(words)) return `${words.slice(0, -1)}ies`
  return /(s|x|ch)$/.test(words) ? `${words}es` : `${words}s`
}
