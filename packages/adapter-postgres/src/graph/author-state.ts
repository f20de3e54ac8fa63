import type { AuthorState, Position, ReaderClass } from '@feed-engine/core'

/** A row of the statement `AUTHOR_STATE`. */
export interface AuthorRow {
  readonly followers: number
  /** Null for an author whose delivery was never recorded. */
  readonly push_from: number | null
  /** Marks as `class:position`, comma-separated. */
  readonly marks: string | null
}

export function authorStateFrom({ followers, push_from, marks }: AuthorRow): AuthorState {
  if (push_from === null) return { followers }
  const pulledUpTo: Record<ReaderClass, Position> = {}
  for (const mark of marks?.split(',') ?? []) {
    const [belowClass = '', position = ''] = mark.split(':')
    pulledUpTo[Number(belowClass)] = position
  }
  return { followers, delivery: { delivery: { pushFrom: push_from }, pulledUpTo } }
}
