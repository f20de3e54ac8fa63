/** Numbers that an operation was drawn with. Kept with it, so that it does the same whenever it is replayed. */
export class Dice {
  readonly #numbers: readonly number[]
  #next = 0

  /** @param numbers in [0, 1) */
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }

  /** A number in [0, 1); 0 when all have been used. */
  next(): number {
    return this.#numbers[this.#next++] ?? 0
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(first: T, ...others: readonly T[]): T {
    return [first, ...others][this.below(others.length + 1)] ?? first
  }
}
