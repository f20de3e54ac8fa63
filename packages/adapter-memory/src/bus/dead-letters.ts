import type { DeadLetter } from '@feed-engine/core'
import { copyOut } from '../byte-copies'
import { Fifo } from '../fifo'

/** The latest dead letters of a group. */
export class DeadLetters {
  readonly #retain: number
  readonly #letters = new Fifo<DeadLetter>()

  constructor(retain: number) {
    this.#retain = retain
  }

  add(letter: DeadLetter): void {
    this.#letters.push(letter)
    if (this.#letters.size > this.#retain) this.#letters.shift()
  }

  /** Copies of the oldest ones. */
  list(limit: number): readonly DeadLetter[] {
    const listed: DeadLetter[] = []
    for (const letter of this.#letters) {
      if (listed.length >= limit) break
      listed.push({ ...letter, value: copyOut(letter.value) })
    }
    return listed
  }
}
