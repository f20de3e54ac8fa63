import type { FeedKey, Position } from '../model'

/** The feed that a cursor is good for, and whose eyes it is read with. */
export interface CursorScope extends FeedKey {
  readonly viewerId: string
}

/** Where a scroll stands that goes from newer to older. */
export interface ScrollCursor {
  readonly kind: 'scroll'
  /** The next page begins below this position. */
  readonly before: Position
  /** Positions of the originals shown last, oldest shown first: what hides repeated reposts on the next page. */
  readonly shown: readonly Position[]
}

/** Where a scroll through a ranked session stands. */
export interface RankedCursor {
  readonly kind: 'ranked'
  /** 16 hexadecimal digits. */
  readonly session: string
  /** How much of the session's order is behind, 0 to 65,535. */
  readonly offset: number
  /** Where the feed goes on, newest first, after the session: exclusive. */
  readonly before: Position
  /** Where it goes on if the session is lost: below all that it or sessions before it may have served. */
  readonly floor: Position
  readonly shown: readonly Position[]
}

/** Where a scroll stands that closes the gap between a first page and an earlier one. */
export interface GapCursor extends Omit<ScrollCursor, 'kind'> {
  readonly kind: 'gap'
  /** What the reader had seen then: exclusive. */
  readonly downTo: Position
}

/** The newest position that a first page looked at. */
export interface TopCursor {
  readonly kind: 'top'
  readonly position: Position
}

export type Cursor = ScrollCursor | RankedCursor | GapCursor | TopCursor

export type CursorKind = Cursor['kind']

export type CursorOf<Kind extends CursorKind> = Extract<Cursor, { readonly kind: Kind }>

/** A field of a request that takes cursors. */
export interface CursorSlot<Kind extends CursorKind> {
  readonly field: string
  readonly kinds: readonly Kind[]
  /** What a page calls them. */
  readonly given: string
}
