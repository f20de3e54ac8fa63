import { over, plus, quantity, roundUp, times } from '../quantity/expression'
import { step } from '../quantity/step'
import type { Basis } from './basis'
import type { FanOut } from './fan-out'
import type { Traffic } from './traffic'

/** Processes that serve pages, and what flows on the wires at the peak. */
export function readSteps({ inputs, facts }: Basis, { peakReads }: Traffic, { peakEntries }: FanOut) {
  const itemSize = step('bytes of an item', 'byte/post', plus(inputs['body-bytes'], facts.itemOverhead))
  return {
    processes: step(
      'processes that serve pages',
      'process',
      roundUp(over(peakReads, times(facts.pageReads, inputs.utilization))),
    ),
    toRedis: step('into Redis, per copy', 'byte/s', times(peakEntries, facts.pushTraffic)),
    fromRedis: step('out of Redis, timelines', 'byte/s', times(peakReads, facts.readTraffic)),
    itemSize,
    toReaders: step('to readers, without media', 'byte/s', times(peakReads, inputs['page-size'], itemSize)),
    toReadersInBits: step(
      'to readers in bits',
      'bit/s',
      times(peakReads, inputs['page-size'], itemSize, quantity('bits of a byte', 8, 'bit/byte')),
    ),
  }
}

export type Reads = ReturnType<typeof readSteps>
