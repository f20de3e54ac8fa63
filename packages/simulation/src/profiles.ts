import type { Settings } from './settings'

/** Kinds of run, by what they fix in the settings that are drawn. */
export const PROFILES = Object.freeze({
  /** Nothing is fixed. */
  drawn: {},
  /** Three tiers of authors, in two lanes, and a fan-out that takes every slow push for a sign of sickness. */
  tiered: { bulkFrom: 2, fanOut: { bulkConcurrency: 1, minBatchSize: 1, targetPushMs: 4 } },
} satisfies Record<string, Partial<Settings>>)

export type ProfileName = keyof typeof PROFILES
