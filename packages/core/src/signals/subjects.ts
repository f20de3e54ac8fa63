import type { UserId } from '../model'
import type { SignalRule, SignalSubject } from '../ports'
import { sha256, toHex } from '../runtime/crypto'

const DAY_MS = 86_400_000
const MOST_AUTHORS = 1_000
const MOST_TOPICS = 200
const MOST_SEEN = 2_000
/** Told by the engine as it happens, never late. */
const SEEN_DEDUPE_MS = 3_600_000
const LONGEST_KEY_BYTES = 256
const encoder = new TextEncoder()

/** A vector per viewer: what it is called, and how it forgets. */
export interface SignalKind extends SignalRule {
  readonly kind: string
}

/** As long as an interaction may come late, so that each is counted once, however often and late it comes. */
const dedupeMs = 30 * DAY_MS

/**
 * What is remembered of viewers, by `ownerId` the viewer. Keys of `affinity`, `fewer` and `more` are author ids; those of
 * the topics are {@link topicKey} and {@link contentTypeKey}. Of `fewer` and `more` only `atMs` tells: the later of the
 * two is what the viewer wants, for {@link FEWER_MS}. Keys of `seen` are post ids: of more than fit, those go that were
 * marked longest ago and least often.
 *
 * Half-lives: relations of 15 days, as Real-Graph decays its interactions (Kamath et al., "RealGraph: User Interaction
 * Prediction at Twitter", 2014); interests of a day beside those of two weeks; and the 140 days over which "see fewer"
 * wears off.
 */
export const SIGNALS = Object.freeze({
  affinity: { kind: 'affinity', halfLifeMs: 15 * DAY_MS, maxKeys: MOST_AUTHORS, dedupeMs },
  topics: { kind: 'topics', halfLifeMs: 15 * DAY_MS, maxKeys: MOST_TOPICS, dedupeMs },
  recentTopics: { kind: 'topics-recent', halfLifeMs: DAY_MS, maxKeys: MOST_TOPICS, dedupeMs },
  fewer: { kind: 'fewer', halfLifeMs: 140 * DAY_MS, maxKeys: MOST_AUTHORS, dedupeMs },
  more: { kind: 'more', halfLifeMs: 140 * DAY_MS, maxKeys: MOST_AUTHORS, dedupeMs },
  seen: { kind: 'seen', halfLifeMs: 7 * DAY_MS, maxKeys: MOST_SEEN, dedupeMs: SEEN_DEDUPE_MS },
} as const satisfies Record<string, SignalKind>)

/** For how long "see fewer" means anything: hidden for 14 days, then less and less of it for 140. */
export const FEWER_MS = 154 * DAY_MS

export function subjectOf({ kind }: SignalKind, viewerId: UserId): SignalSubject {
  return { kind, ownerId: viewerId }
}

export function topicKey(topic: string): string {
  return keyOf('topic', topic)
}

export function contentTypeKey(contentType: string): string {
  return keyOf('type', contentType)
}

/** A name that is too long for a key goes by its hash. */
function keyOf(prefix: string, name: string): string {
  const key = `${prefix}:${name}`
  const fits = key.length * 3 <= LONGEST_KEY_BYTES || encoder.encode(key).length <= LONGEST_KEY_BYTES
  return fits ? key : `${prefix}#${toHex(sha256([name]))}`
}
