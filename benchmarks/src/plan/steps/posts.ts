import { over, plus, roundUp, times } from '../quantity/expression'
import { step } from '../quantity/step'
import type { Basis } from './basis'
import type { Traffic } from './traffic'

/** Cassandra: disk and nodes for the posts of the time that they are kept. */
export function postSteps({ inputs, facts }: Basis, { postsPerDay }: Traffic) {
  const postSize = step('bytes of a post', 'byte/post', plus(inputs['body-bytes'], facts.postOverhead))
  const perDay = step('new data per day, one copy', 'byte/day', times(postsPerDay, postSize))
  const oneCopy = step('posts of the retention, one copy', 'byte', times(perDay, inputs['retention-days']))
  const region = step('Cassandra disk of a region', 'byte', times(oneCopy, inputs['store-copies']))
  const usable = step('usable of a node', 'byte/node', times(inputs['disk-per-node'], inputs['disk-fill']))
  return {
    postSize,
    perDay,
    oneCopy,
    region,
    disk: step('Cassandra disk of all regions', 'byte', times(region, inputs.regions)),
    usable,
    nodes: step('Cassandra nodes of all regions', 'node', times(roundUp(over(region, usable)), inputs.regions)),
  }
}

export type Posts = ReturnType<typeof postSteps>
