/** What is counted of a post. */
export const COUNTERS = Object.freeze(['likes', 'replies', 'reposts', 'quotes', 'views'] as const)
export type Counter = (typeof COUNTERS)[number]

/** How often, each 0 or more. */
export type Counts = Readonly<Record<Counter, number>>
