import { stampedPost } from '../../baselines/stamped-post'
import type { Outcome } from '../../harness/reading'
import type { WorkloadSettings } from '../../harness/workload'
import type { LinkSize } from './link-size'
import type { LinkedAuthor } from './linked-author'
import { measureLink } from './measure-link'

const MAX_ENTRIES = 500
const READ_LIMIT = 60
const IDLE_TTL_MS = 72 * 60 * 60 * 1_000
const IN_FLIGHT = 8
/** Behind those of the store link, so that every push is a new one. */
const FIRST_POST = 10_000_000

/** Timelines pushed to and read through the port, and pages read through the engine. */
export async function timelineLinks(
  author: LinkedAuthor,
  { operations, followers }: LinkSize,
  settings: WorkloadSettings,
): Promise<readonly Outcome[]> {
  const { feed, followerIds, homeFeeds } = author
  const { timelines } = feed.deployment.stores
  if (timelines === undefined) throw new TypeError('the profile has no timelines')
  const shared = { unit: 'reads', unitsPerOperation: 1, operations, inFlight: IN_FLIGHT }
  const page = {
    ...shared,
    name: 'page read',
    commands: ['homeTimeline'],
    operate: (turn: number) => feed.engine.homeTimeline({ viewerId: followerIds[turn % followers] ?? '' }),
  }
  const read = {
    ...shared,
    name: 'cache read',
    commands: [`TimelineCache.read of ${READ_LIMIT}`],
    async operate(turn: number) {
      const feedKey = homeFeeds[turn % followers]
      const params = feedKey && { feed: feedKey, limit: READ_LIMIT, idleTtlMs: IDLE_TTL_MS }
      if (params === undefined || (await timelines.read(params)) === null) throw new Error('a timeline is not open')
    },
  }
  const push = {
    ...shared,
    name: `cache push, ${followers} timelines a call`,
    unit: 'entries',
    unitsPerOperation: followers,
    commands: [`TimelineCache.push of one entry to ${followers} feeds`],
    async operate(turn: number) {
      const { position } = stampedPost(FIRST_POST + turn)
      const entries = [{ position, authorHint: position }]
      const statuses = await timelines.push({ feeds: homeFeeds, entries, pushFrom: 0, maxEntries: MAX_ENTRIES })
      if (statuses.some((status) => status !== 'pushed')) throw new Error('a timeline was not pushed to')
    },
  }
  return [await measureLink(page, settings), await measureLink(read, settings), await measureLink(push, settings)]
}
