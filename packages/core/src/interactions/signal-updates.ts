import type { InteractionRecorded } from '../codec/feed-events'
import { WEIGHTED_KINDS } from '../model'
import type { SignalUpdate } from '../ports'
import { contentTypeKey, SIGNALS, type SignalKind, subjectOf, topicKey } from '../signals/subjects'
import type { SignalWeights } from '../signals/weights'

/**
 * What one interaction changes in the vectors of its viewer. Taking a like back, or deleting a reply, changes nothing: the
 * viewer has seen, and cared. Posts of one's own say what one cares for, but nobody is related to themselves.
 */
export function signalUpdates({ eventId, data }: InteractionRecorded, weights: SignalWeights): readonly SignalUpdate[] {
  const { viewerId, authorId, kind, atMs } = data
  const update = (signal: SignalKind, keys: readonly string[], weight: number): SignalUpdate[] => {
    if (keys.length === 0 || weight === 0) return []
    const { halfLifeMs, maxKeys, dedupeMs } = signal
    const changes = keys.map((key) => ({ key, weight }))
    return [{ subject: subjectOf(signal, viewerId), halfLifeMs, maxKeys, dedupeMs, eventId, atMs, changes }]
  }
  if (kind === 'hide') return update(SIGNALS.fewer, [authorId], 1)
  if (kind === 'unhide') return update(SIGNALS.more, [authorId], 1)
  const weighted = WEIGHTED_KINDS.find((candidate) => candidate === kind)
  if (weighted === undefined) return []
  const weight = weights[weighted]
  const about = weighted === 'follow' ? [] : aboutOf(data)
  return [
    ...update(SIGNALS.affinity, authorId === viewerId ? [] : [authorId], weight),
    ...update(SIGNALS.topics, about, weight),
    ...update(SIGNALS.recentTopics, about, weight),
  ]
}

/** Keys of what a post is about, each once. */
function aboutOf({ topics = [], contentType }: InteractionRecorded['data']): readonly string[] {
  return [...new Set([...topics.map(topicKey), ...(contentType === undefined ? [] : [contentTypeKey(contentType)])])]
}
