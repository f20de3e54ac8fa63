import type { Counter, CounterMember, Counts, MemberCounter, MemberState } from '@feed-engine/core'

/** Layout: `lua/counters/part.lua`. */
const LETTERS: Readonly<Record<MemberCounter, string>> = { likes: 'l', replies: 'r', reposts: 'p', quotes: 'q' }
const COUNTERS = new Map(Object.entries(LETTERS).map(([counter, letter]) => [letter, counter as MemberCounter]))

/** Field of a count in the header. */
export const COUNT_FIELD: Readonly<Record<Counter, string>> = {
  likes: 'L',
  replies: 'R',
  reposts: 'P',
  quotes: 'Q',
  views: 'V',
}

/** Field of a member. */
export function memberField({ counter, member }: CounterMember): string {
  return `${LETTERS[counter]}${member}`
}

export function stateText({ on, atMs }: Pick<MemberState, 'on' | 'atMs'>): string {
  return `${on ? '+' : '-'}${atMs}`
}

/** A member as a script answers it: its field and its state. */
export function memberState(field: Buffer, state: Buffer): MemberState {
  const name = field.toString()
  const text = state.toString()
  return {
    counter: COUNTERS.get(name.slice(0, 1)) ?? 'likes',
    member: name.slice(1),
    on: text.startsWith('+'),
    atMs: Number(text.slice(1)),
  }
}

/** Counts in the order of the header; absent ones are 0. */
export function countsOf(values: readonly (Buffer | null | undefined)[]): Counts {
  const [likes, replies, reposts, quotes, views] = values.map(Number)
  return {
    likes: likes ?? 0,
    replies: replies ?? 0,
    reposts: reposts ?? 0,
    quotes: quotes ?? 0,
    views: views ?? 0,
  }
}

/** Counts as arguments, in the order of the header. */
export function countTexts({ likes, replies, reposts, quotes, views }: Counts): readonly number[] {
  return [likes, replies, reposts, quotes, views]
}
