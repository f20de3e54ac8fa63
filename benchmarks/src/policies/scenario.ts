import type { SeededRandom } from '@feed-engine/simulation'
import { type FollowLists, followerCount } from './follow-lists'

export const DAY_MS = 86_400_000

/** What happens to the rates of users in the course of a replay. All by name, in the order of the report. */
export interface Scenario {
  readonly name: string
  /** Factor on a user's rate of posts, and of reads, at a time. */
  readonly posts: (user: number, atMs: number) => number
  readonly reads: (user: number, atMs: number) => number
  /** The highest of the factors: what events are drawn at before they are thinned out. */
  readonly highest: number
  /** Factor by which a policy mistakes the author's rate. */
  readonly mistake: (user: number) => number
}

const SAME = (): number => 1

/** Rates of a day change by this in the drift; estimates are wrong by up to as much. */
const DRIFT = 8
const MISTAKE = 4
/** In a flash crowd celebrities post and everybody reads so much more, for an hour each day. */
const CROWD = 20
const HOUR_MS = 3_600_000
/** Share of the users, by followers, who make a crowd. */
const CELEBRITIES = 0.001

/** @param durationMs of the replay; the drift is halfway */
export function scenarios(graph: FollowLists, random: SeededRandom, durationMs: number): readonly Scenario[] {
  const { users } = graph
  const steady = { name: 'steady', posts: SAME, reads: SAME, highest: 1, mistake: SAME }
  const counts = Array.from({ length: users }, (_, user) => followerCount(graph, user))
  const famous = [...counts].sort((a, b) => b - a)[Math.floor(users * CELEBRITIES)] ?? 0
  const inCrowd = (atMs: number): boolean => atMs % DAY_MS < HOUR_MS
  const turns = Array.from({ length: users }, () => random.pick([DRIFT, 1, 1 / DRIFT]))
  const drift = (user: number, atMs: number): number => (atMs * 2 < durationMs ? 1 : (turns[user] ?? 1))
  const mistakes = Array.from({ length: users }, () => MISTAKE ** (2 * random.next() - 1))
  return [
    steady,
    {
      ...steady,
      name: 'flash crowds',
      posts: (user, atMs) => (inCrowd(atMs) && (counts[user] ?? 0) >= famous ? CROWD : 1),
      reads: (_user, atMs) => (inCrowd(atMs) ? CROWD : 1),
      highest: CROWD,
    },
    {
      ...steady,
      name: 'rate drift',
      posts: drift,
      reads: (user, atMs) => drift(users - 1 - user, atMs),
      highest: DRIFT,
    },
    { ...steady, name: 'wrong estimates', mistake: (user) => mistakes[user] ?? 1 },
  ]
}
