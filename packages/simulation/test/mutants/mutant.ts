import type { ProfileName } from '../../src/profiles'

/** A small bug, planted into the sources of the core. */
export interface Mutant {
  readonly name: string
  /** Source file, relative to the core's `src`. */
  readonly file: string
  /** Each `find` occurs exactly once in the file. */
  readonly edits: readonly { readonly find: string; readonly replace: string }[]
  /** What goes wrong for people when this guard is missing. */
  readonly why: string
  /** Where to hunt for it. Most are found anywhere in seconds; a race of a few calls would take minutes. */
  readonly focus?: Focus
}

/** What hunts for a mutant are like. */
export interface Focus {
  /** Kinds of operation that they are full of. */
  readonly likes: readonly string[]
  /** No faults, everybody pushed: only calls that take time and overlap. */
  readonly calm?: boolean
  /** Kind of run. */
  readonly profile?: ProfileName
}

/** A mutant with one edit. */
export function mutant(name: string, file: string, find: string, replace: string, why: string, focus?: Focus): Mutant {
  return { name, file, edits: [{ find, replace }], why, ...(focus === undefined ? {} : { focus }) }
}
