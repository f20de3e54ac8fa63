/**
 * Seeds that have failed once, with the number of steps. What a seed does depends on the simulation as it is now, so
 * an old one may no longer lead to what it once found; it costs nothing to keep.
 */
export const FAILING_SEEDS: readonly { readonly seed: number; readonly steps: number; readonly found: string }[] = [
  { seed: 23, steps: 120, found: 'trouble of the cache left rebuildTimeline as INTERNAL' },
  { seed: 140, steps: 120, found: 'a clash of minted ids was an ID_CONFLICT for a caller with an idempotency key' },
  { seed: 21_085, steps: 200, found: 'a minted id that hit a tombstone was GONE' },
  { seed: 91, steps: 200, found: 'below a ranked session, authors were shown of whom fewer should be seen' },
]
