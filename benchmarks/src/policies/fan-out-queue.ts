/**
 * How long posts wait for the workers: one server of constant speed. Small authors go first where there are two lanes,
 * in the middle of a bulk author's post if need be; else the order is that of the posts.
 */
export class FanOutQueue {
  readonly #entriesPerMs: number
  readonly #delaysMs: number[] = []
  /** When all work that has come is done, and when that of the first lane is. */
  #allDoneMs = 0
  #firstDoneMs = 0

  constructor(entriesPerSecond: number) {
    this.#entriesPerMs = entriesPerSecond / 1_000
  }

  /** Work for a post. Answers when it is done, as far as that depends on what came before. */
  add(atMs: number, entries: number, lane: 'first' | 'second'): number {
    const workMs = entries / this.#entriesPerMs
    this.#allDoneMs = Math.max(atMs, this.#allDoneMs) + workMs
    if (lane === 'first') this.#firstDoneMs = Math.max(atMs, this.#firstDoneMs) + workMs
    const doneMs = lane === 'first' ? this.#firstDoneMs : this.#allDoneMs
    this.#delaysMs.push(doneMs - atMs)
    return doneMs
  }

  /** Delay that so many of the posts stay below, in ms. */
  quantileMs(quantile: number): number {
    const sorted = Float64Array.from(this.#delaysMs).sort()
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0
  }
}
