/**
 * What a viewer does. `hide` asks for fewer posts of an author, `unhide` takes that back. The others say what they are.
 */
export const INTERACTION_KINDS = Object.freeze([
  'view',
  'like',
  'unlike',
  'reply',
  'repost',
  'quote',
  'follow',
  'hide',
  'unhide',
] as const)
export type InteractionKind = (typeof INTERACTION_KINDS)[number]

/** Kinds that the engine tells of by itself, when a reply, repost or quote is deleted. */
export const UNDONE_KINDS = Object.freeze(['unreply', 'unrepost', 'unquote'] as const)
export type UndoneKind = (typeof UNDONE_KINDS)[number]

/** Kinds that are about an author; all others are about a post. */
export const AUTHOR_KINDS: ReadonlySet<string> = new Set<InteractionKind>(['follow', 'hide', 'unhide'])

/** Kinds that make an author, and what a post is about, count more for the viewer. */
export const WEIGHTED_KINDS = Object.freeze(['view', 'like', 'reply', 'repost', 'quote', 'follow'] as const)
export type WeightedKind = (typeof WEIGHTED_KINDS)[number]
