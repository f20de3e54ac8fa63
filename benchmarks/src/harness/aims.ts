import type { Aim } from './contender'
import type { Outcome } from './reading'

/** An aim in words, and whether what was measured meets it. */
export type JudgedAim = Outcome['aims'][number]

/** Judges a figure that has to be large. */
export function atLeast(what: string, bound: number, measured: number): JudgedAim {
  return { text: `${what} ≥ ${bound}`, measured, met: measured >= bound }
}

/** Judges a figure that has to be small. */
export function atMost(what: string, bound: number, measured: number): JudgedAim {
  return { text: `${what} ≤ ${bound}`, measured, met: measured <= bound }
}

/** Judges the ratios of a trial by its aims. A contender without a ratio misses: it was not measured. */
export function judge(
  aims: Readonly<Record<string, Aim>>,
  rateRatios: Outcome['rateRatios'],
  p50Ratios: Outcome['p50Ratios'],
): readonly JudgedAim[] {
  return Object.entries(aims).flatMap(([name, { rateAtLeast, p50AtMost }]) => [
    ...(rateAtLeast === undefined ? [] : [atLeast(`rate ÷ ${name}`, rateAtLeast, rateRatios[name] ?? Number.NaN)]),
    ...(p50AtMost === undefined ? [] : [atMost(`p50 ÷ ${name}`, p50AtMost, p50Ratios[name] ?? Number.NaN)]),
  ])
}
