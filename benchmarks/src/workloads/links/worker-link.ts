import { TOPICS } from '@feed-engine/core'
import type { Outcome } from '../../harness/reading'
import type { WorkloadSettings } from '../../harness/workload'
import type { LinkSize } from './link-size'
import type { LinkedAuthor } from './linked-author'
import { measureLink } from './measure-link'

/** The event of a post in, the timelines of all followers written. */
export function workerLink({ bus }: LinkedAuthor, size: LinkSize, settings: WorkloadSettings): Promise<Outcome> {
  const link = {
    name: `worker, ${size.followers} followers a post`,
    unit: 'entries',
    unitsPerOperation: size.followers,
    operations: size.posts,
    inFlight: 3,
    commands: ['the event of a post is handed to the worker: PostStore, GraphStore.followers, TimelineCache.push'],
    async operate(turn: number) {
      const message = bus.posts[turn % bus.posts.length]
      if (message === undefined) throw new Error('no post was published')
      const verdict = await bus.hand(TOPICS.posts, message.key, message.value)
      if (verdict.kind !== 'ack') throw new Error(`a post was not pushed: ${verdict.kind}`)
    },
  }
  return measureLink(link, settings)
}
