/** Long enough for whatever has piled up. */
export const DRAINS_WITHIN = { deadlineMs: 300_000 } as const
