import { over, plus, quantity, roundUp, times } from '../quantity/expression'
import { step } from '../quantity/step'
import type { Basis } from './basis'
import type { FanOut } from './fan-out'
import type { Traffic } from './traffic'

const EVENT_PER_POST = quantity('event of a post', 1, 'event/post')
const EVENT_PER_CHUNK = quantity('event of a chunk', 1, 'event/chunk')

/** Kafka: its events, and partitions for the workers. */
export function busSteps({ inputs, facts }: Basis, { peakPosts }: Traffic, { followersPushed, workers }: FanOut) {
  const eventsPerPost = step(
    'events per post',
    'event/post',
    plus(EVENT_PER_POST, times(over(followersPushed, inputs['chunk-size']), EVENT_PER_CHUNK)),
  )
  const peakEvents = step('peak events', 'event/s', times(peakPosts, eventsPerPost))
  return {
    eventsPerPost,
    peakEvents,
    partitions: step('partitions of a topic', 'partition', roundUp(times(workers, inputs['partitions-per-worker']))),
    written: step('written by brokers', 'byte/s', times(peakEvents, facts.eventSize, inputs['store-copies'])),
  }
}
