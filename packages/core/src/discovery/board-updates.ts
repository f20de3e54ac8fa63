import type { InteractionRecorded } from '../codec/feed-events'
import type { PostRecord } from '../model'
import type { SignalUpdate } from '../ports'
import { sha256, toHex } from '../runtime/crypto'
import { topicKey } from '../signals/subjects'
import { BOARDS, type Board, sliceAt } from './board'

/** Topics of a post that count: a post about everything is about nothing, and each costs four boards. */
const MOST_TOPICS = 5
const NAME_BYTES = 16
/** Of one change, as signal stores take it. */
const LARGEST_WEIGHT = 1e9

/**
 * What one interaction with a post adds to boards: 18 updates at most.
 * @param post what is shown: of a repost the original
 */
export function boardUpdates(event: InteractionRecorded, post: PostRecord, weight: number): readonly SignalUpdate[] {
  const topics = [undefined, ...[...new Set(post.topics)].slice(0, MOST_TOPICS).map(topicKey)]
  const regions = post.homeRegion === undefined ? [undefined] : [undefined, post.homeRegion]
  const eventId = nameOf(event, post.id)
  return topics.flatMap((topic) => [
    ...regions.map((region) => update(event, { signal: BOARDS.trending, topic, region }, eventId, post.id, weight)),
    update(event, { signal: BOARDS.popular, topic }, eventId, post.authorId, weight),
  ])
}

/** What a new follower adds. */
export function followUpdates(event: InteractionRecorded, weight: number): readonly SignalUpdate[] {
  const { authorId } = event.data
  return [update(event, { signal: BOARDS.popular }, nameOf(event, authorId), authorId, weight)]
}

function update(
  { data }: InteractionRecorded,
  board: Board,
  eventId: string,
  key: string,
  weight: number,
): SignalUpdate {
  const { halfLifeMs, maxKeys, dedupeMs } = board.signal
  const subject = sliceAt(board, data.atMs)
  const changes = [{ key, weight: Math.min(weight, LARGEST_WEIGHT) }]
  return { subject, halfLifeMs, maxKeys, dedupeMs, eventId, atMs: data.atMs, changes }
}

/**
 * By what a viewer did to what, not by the event: liking, unliking and liking again counts once while events are
 * remembered.
 */
function nameOf({ data }: InteractionRecorded, target: string): string {
  return toHex(sha256(['board', data.kind, target, data.viewerId]).subarray(0, NAME_BYTES))
}
