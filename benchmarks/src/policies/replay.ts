import { READER_CLASSES } from '@feed-engine/core'
import { AuthorHistories } from './author-histories'
import type { PolicyContender } from './contender'
import type { Events } from './events'
import { FanOutQueue } from './fan-out-queue'
import { at, type FollowLists, followerCount } from './follow-lists'
import { ReaderTimelines } from './reader-timelines'
import type { Scenario } from './scenario'

/** Posts of a page: what was pulled further down is not asked for. */
const PAGE = 20
const DAY_MS = 86_400_000

export interface ReplayParams {
  readonly graph: FollowLists
  readonly events: Events
  readonly scenario: Scenario
  readonly contender: PolicyContender
  /** Posts per day that reach each user: how far back a page goes. */
  readonly inflow: Float64Array
  /** From here on it is counted: before, timelines and rates come about. */
  readonly countedFromMs: number
  readonly durationMs: number
  /** Entries per second that workers and cache push together. */
  readonly entriesPerSecond: number
  /** Work for a timeline that does not take an entry, as a share of that for one that does. */
  readonly skippedShare: number
}

/** What a policy led to, in numbers of things; what they cost is a matter of prices. */
export interface Tally {
  readonly days: number
  readonly posts: number
  readonly reads: number
  /** Entries written to timelines. */
  readonly pushed: number
  /** Timelines that were asked and did not take the entry: of a lower class, or not open. */
  readonly skipped: number
  /** Authors pulled for pages, fills included. */
  readonly pulled: number
  readonly fills: number
  /** Open timelines, a mean over time. */
  readonly openTimelines: number
  /** Reads that missed a post which was still on its way. */
  readonly staleReads: number
  /** Times that an author's delivery changed, and a reader's class. */
  readonly authorSwitches: number
  readonly readerSwitches: number
  readonly fanOutP99Ms: number
}

/** Lets a history of posts and reads happen under a policy: the engine's rules, without its stores. */
export function replay(params: ReplayParams): Tally {
  const { graph, events, contender, scenario, inflow, countedFromMs, durationMs } = params
  const authors = new AuthorHistories(graph.users, contender.policy)
  const readers = new ReaderTimelines(graph.users, contender)
  const queue = new FanOutQueue(params.entriesPerSecond)
  const counts = { posts: 0, reads: 0, pushed: 0, skipped: 0, pulled: 0, fills: 0, staleReads: 0, authorSwitches: 0 }
  let openDays = 0
  let nextDayMs = countedFromMs

  const publish = (author: number, atMs: number, counted: boolean): void => {
    const followers = followerCount(graph, author)
    const { pushFrom, switched } = authors.publish(author, { atMs, followers, mistake: scenario.mistake(author) })
    let pushed = 0
    let skipped = 0
    if (pushFrom < READER_CLASSES && contender.timelines !== 'none') {
      for (let edge = at(graph.followersFrom, author); edge < at(graph.followersFrom, author + 1); edge++) {
        if (readers.takes(at(graph.followers, edge), pushFrom, atMs)) pushed++
        else skipped++
      }
      const lane = contender.bulkFrom !== undefined && followers >= contender.bulkFrom ? 'second' : 'first'
      const work = pushed + skipped * params.skippedShare
      authors.visibleFrom(author, counted ? queue.add(atMs, work, lane) : atMs)
    }
    if (!counted) return
    counts.posts++
    counts.pushed += pushed
    counts.skipped += skipped
    if (switched) counts.authorSwitches++
  }

  const read = (reader: number, atMs: number, counted: boolean): void => {
    const { filled, readerClass, changed } = readers.read(reader, atMs)
    const followees = at(graph.followeesFrom, reader + 1) - at(graph.followeesFrom, reader)
    const bottomMs = atMs - (PAGE / Math.max(at(inflow, reader), 1e-9)) * DAY_MS
    let pulled = filled ? followees : 0
    let stale = false
    for (let edge = at(graph.followeesFrom, reader); !filled && edge < at(graph.followeesFrom, reader + 1); edge++) {
      const author = at(graph.followees, edge)
      if (authors.pulledAtMs(author, readerClass) > bottomMs) pulled++
      else if (authors.isOnItsWay(author, atMs)) stale = true
    }
    // Raised: filled anew. Lowered: one write, as much as an entry.
    if (changed === 'raised') pulled += followees
    if (!counted) return
    counts.reads++
    counts.pulled += pulled
    if (filled || changed === 'raised') counts.fills++
    if (changed === 'lowered') counts.pushed++
    if (stale) counts.staleReads++
  }

  for (let event = 0; event < events.who.length; event++) {
    const atMs = at(events.atMs, event)
    const user = at(events.who, event)
    for (; nextDayMs <= atMs; nextDayMs += DAY_MS) openDays += readers.openAt(nextDayMs)
    if ((user & 1) === 0) publish(user >>> 1, atMs, atMs >= countedFromMs)
    else read(user >>> 1, atMs, atMs >= countedFromMs)
  }
  for (; nextDayMs < durationMs; nextDayMs += DAY_MS) openDays += readers.openAt(nextDayMs)
  const days = (durationMs - countedFromMs) / DAY_MS
  return {
    days,
    ...counts,
    openTimelines: openDays / days,
    readerSwitches: readers.switches,
    fanOutP99Ms: queue.quantileMs(0.99),
  }
}
