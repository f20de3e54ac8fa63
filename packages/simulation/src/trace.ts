/** Running hash of everything that happens in a run: two runs are the same exactly when their hashes are. */
export class Trace {
  readonly #keep: boolean
  readonly #lines: string[] = []
  #high = 0xdeadbeef
  #low = 0x41c6ce57
  #length = 0

  /** `keep`: also keeps the lines, to be read by people. */
  constructor(options: { readonly keep?: boolean } = {}) {
    this.#keep = options.keep ?? false
  }

  add(line: string): void {
    let high = this.#high
    let low = this.#low
    for (let index = 0; index < line.length; index++) {
      const unit = line.charCodeAt(index)
      high = Math.imul(high ^ unit, 0x9e3779b1)
      low = Math.imul(low ^ unit, 0x5f356495)
    }
    this.#high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ (low >>> 13)
    this.#low = Math.imul(low ^ (low >>> 16), 0xc2b2ae35) ^ (high >>> 13)
    this.#length++
    if (this.#keep) this.#lines.push(line)
  }

  /** Lines added so far. */
  get length(): number {
    return this.#length
  }

  get lines(): readonly string[] {
    return this.#lines
  }

  /** 16 hex digits. */
  get hash(): string {
    const digits = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')
    return digits(this.#high) + digits(this.#low)
  }
}
