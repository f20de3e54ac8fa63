import { larger, over, plus, roundUp, times } from '../quantity/expression'
import { step } from '../quantity/step'
import { type Basis, CORE_PER_NODE, TIMELINE_PER_USER } from './basis'
import type { FanOut } from './fan-out'
import type { Traffic } from './traffic'

/** Redis: memory of the timelines, and masters for memory and for work. */
export function timelineSteps({ inputs, facts }: Basis, { peakReadsOfRegion }: Traffic, { peakEntries }: FanOut) {
  const { users, replicas, regions, utilization } = inputs
  const timelineSize = step('bytes of a timeline', 'byte/timeline', times(inputs['cache-length'], facts.entrySize))
  const openTimelines = step('open timelines', 'timeline', times(users, TIMELINE_PER_USER))
  const oneCopy = step('memory of one copy', 'byte', times(openTimelines, timelineSize))
  const mastersForMemory = step('masters for memory', 'node', roundUp(over(oneCopy, inputs['redis-memory'])))
  const busyCores = step(
    'busy cores of a region',
    'core',
    plus(over(peakEntries, facts.pushRate), over(peakReadsOfRegion, facts.timelineReads)),
  )
  const mastersForWork = step('masters for work', 'node', roundUp(over(over(busyCores, utilization), CORE_PER_NODE)))
  const masters = step('Redis masters of a region', 'node', larger(mastersForMemory, mastersForWork))
  return {
    timelineSize,
    openTimelines,
    oneCopy,
    memory: step('memory of all copies', 'byte', times(oneCopy, replicas, regions)),
    mastersForMemory,
    busyCores,
    mastersForWork,
    masters,
    nodes: step('Redis nodes of all regions', 'node', times(masters, replicas, regions)),
  }
}

export type Timelines = ReturnType<typeof timelineSteps>
