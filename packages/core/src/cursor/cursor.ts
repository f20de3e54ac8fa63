import type { Position } from '../model'

/** Where a scroll stands. */
export interface ScrollCursor {
  readonly kind: 'scroll'
  /** The next page begins below this position. */
  readonly before: Position
  /** Positions of the originals shown last, oldest shown first: what hides repeated reposts on the next page. */
  readonly shown: readonly Position[]
}

/** Where a scroll stands that ends above what the reader has seen earlier. */
export interface GapCursor extends Omit<ScrollCursor, 'kind'> {
  readonly kind: 'gap'
  /** Pages end above this position. */
  readonly downTo: Position
}

/** The newest position that a first page looked at. */
export interface TopCursor {
  readonly kind: 'top'
  readonly position: Position
}

/** What a cursor may say. */
export type Cursor = ScrollCursor | GapCursor | TopCursor

export type CursorKind = Cursor['kind']

export type CursorOf<Kind extends CursorKind> = Extract<Cursor, { readonly kind: Kind }>
