/** A product of powers of base units, such as `{ post: 1, s: -1 }`. Bases are singular; none has the power 0. */
export type Unit = Readonly<Record<string, number>>

/** Reads `post/user/day`, `connection·s/read` or `1`: the first part is above the line, every other one below it. */
export function unitOf(text: string): Unit {
  const [above = '', ...below] = text.split('/')
  const bases = above === '1' ? [] : above.split('·')
  const unit = bases.reduce<Unit>((product, base) => combine(product, { [base]: 1 }, 1), {})
  return below.reduce<Unit>((product, base) => combine(product, { [base]: 1 }, -1), unit)
}

export function multiplyUnits(left: Unit, right: Unit): Unit {
  return combine(left, right, 1)
}

export function divideUnits(left: Unit, right: Unit): Unit {
  return combine(left, right, -1)
}

export function sameUnit(left: Unit, right: Unit): boolean {
  return Object.keys(divideUnits(left, right)).length === 0
}

/** The unit as `unitOf` reads it. */
export function nameOf(unit: Unit): string {
  const bases = Object.keys(unit)
  const above = bases.flatMap((base) => repeat(base, unit[base] ?? 0)).join('·')
  const below = bases.flatMap((base) => repeat(base, -(unit[base] ?? 0)))
  return [above === '' ? '1' : above, ...below].join('/')
}

function combine(left: Unit, right: Unit, sign: 1 | -1): Unit {
  const powers = new Map(Object.entries(left))
  for (const [base, power] of Object.entries(right)) powers.set(base, (powers.get(base) ?? 0) + sign * power)
  return Object.fromEntries([...powers].filter(([, power]) => power !== 0))
}

function repeat(base: string, times: number): readonly string[] {
  return Array.from({ length: Math.max(0, times) }, () => base)
}
