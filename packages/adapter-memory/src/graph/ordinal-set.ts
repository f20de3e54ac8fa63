const CHUNK_SIZE = 256

/**
 * Ordinals in ascending order: a list of sorted chunks, a B+ tree of two levels. Changes and look-ups take a binary
 * search and, at most, the move of one chunk; ordinals above all others, as those of new users are, are appended.
 */
export class OrdinalSet {
  #chunks: number[][] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(ordinal: number): void {
    const last = this.#chunks.at(-1)
    if (last === undefined || (last.at(-1) ?? -1) < ordinal) {
      this.#append(last, ordinal)
      return
    }
    const at = this.#chunkFor(ordinal)
    const chunk = this.#chunks[at] ?? last
    const index = indexFor(chunk, ordinal)
    if (chunk[index] === ordinal) return
    chunk.splice(index, 0, ordinal)
    this.#size++
    if (chunk.length > CHUNK_SIZE) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK_SIZE / 2))
  }

  delete(ordinal: number): void {
    const at = this.#chunkFor(ordinal)
    const chunk = this.#chunks[at]
    if (chunk === undefined) return
    const index = indexFor(chunk, ordinal)
    if (chunk[index] !== ordinal) return
    chunk.splice(index, 1)
    this.#size--
    if (chunk.length === 0) this.#chunks.splice(at, 1)
  }

  /** Visits the ordinals above one in order, until `visit` answers false. */
  visitAbove(ordinal: number, visit: (ordinal: number) => boolean): void {
    let at = this.#chunkFor(ordinal + 1)
    let index = indexFor(this.#chunks[at] ?? [], ordinal + 1)
    for (let chunk = this.#chunks[at]; chunk !== undefined; chunk = this.#chunks[++at], index = 0) {
      for (; index < chunk.length; index++) {
        const visited = chunk[index]
        if (visited !== undefined && !visit(visited)) return
      }
    }
  }

  #append(last: number[] | undefined, ordinal: number): void {
    // A literal, since most sets stay with one chunk and a `push` would make room for sixteen more.
    if (last === undefined) this.#chunks = [[ordinal]]
    else if (last.length >= CHUNK_SIZE) this.#chunks.push([ordinal])
    else last.push(ordinal)
    this.#size++
  }

  /** The first chunk that ends at or above an ordinal. */
  #chunkFor(ordinal: number): number {
    let low = 0
    let high = this.#chunks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#chunks[middle]?.at(-1) ?? -1) < ordinal) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The first index at or above an ordinal. */
function indexFor(chunk: readonly number[], ordinal: number): number {
  let low = 0
  let high = chunk.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((chunk[middle] ?? -1) < ordinal) low = middle + 1
    else high = middle
  }
  return low
}
