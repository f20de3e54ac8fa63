import type { Position } from '../model'

/** How many items back a repost's original must not have been shown (Mastodon's REBLOG_FALLOFF). */
export const REPOST_WINDOW = 40

/** The originals of the items shown last: hides a repost whose original is among them. Travels in the cursor. */
export class RepostWindow {
  readonly #shown: Position[]

  constructor(shown: readonly Position[]) {
    this.#shown = [...shown]
  }

  has(original: Position): boolean {
    return this.#shown.includes(original)
  }

  /** An item is shown: `original` is the post that it shows, which for an ordinary post is the post itself. */
  add(original: Position): void {
    this.#shown.push(original)
    if (this.#shown.length > REPOST_WINDOW) this.#shown.shift()
  }

  /** Oldest first. */
  toArray(): readonly Position[] {
    return [...this.#shown]
  }
}
