/** A small bug, planted into the sources of the core. */
export interface Mutant {
  readonly name: string
  /** Source file, relative to the core's `src`. */
  readonly file: string
  /** Each `find` occurs exactly once in the file. */
  readonly edits: readonly { readonly find: string; readonly replace: string }[]
  /** What goes wrong for people when this guard is missing. */
  readonly why: string
  /**
   * Kinds of operation that hunts for this mutant are full of. Without them most mutants are found in seconds; races
   * that need a certain order of a few calls take minutes.
   */
  readonly likes?: readonly string[]
}

/** A mutant with one edit. */
export function mutant(
  name: string,
  file: string,
  find: string,
  replace: string,
  why: string,
  likes?: readonly string[],
): Mutant {
  return { name, file, edits: [{ find, replace }], why, ...(likes === undefined ? {} : { likes }) }
}
