/** Agreement beyond it is forgotten: a few reads of home timelines outweigh any past. */
const MOST_VOTES = 100

/**
 * Where most of the authors who were listed lately have their newest posts: the majority vote of Boyer and Moore. Few
 * authors who have long been silent do not sway it.
 */
export class LikelyBucket {
  #bucket: number | undefined
  #votes = 0

  /** Undefined before the first vote. */
  get value(): number | undefined {
    return this.#bucket
  }

  /** @param bucket that the newest posts of an author lie in */
  vote(bucket: number): void {
    if (this.#votes === 0) this.#bucket = bucket
    this.#votes = bucket === this.#bucket ? Math.min(MOST_VOTES, this.#votes + 1) : this.#votes - 1
  }
}
