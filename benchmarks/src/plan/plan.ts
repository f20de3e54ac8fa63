import { type Comparison, compareWithClassics } from './classic/compare'
import { type Contradiction, contradictions } from './classic/contradictions'
import type { Fact } from './facts/facts'
import type { Quantity } from './quantity/expression'
import type { Step } from './quantity/step'
import type { Basis } from './steps/basis'
import { busSteps } from './steps/bus'
import { fanOutSteps } from './steps/fan-out'
import { graphSteps } from './steps/graph'
import { postSteps } from './steps/posts'
import { readSteps } from './steps/reads'
import { timelineSteps } from './steps/timelines'
import { trafficSteps } from './steps/traffic'

/** Steps on one subject, in the order of the arithmetic. */
export interface Section {
  readonly title: string
  readonly steps: readonly Step[]
}

/** What a feed of a given size needs, and what the classic estimates say about it and about each other. */
export interface Plan {
  readonly given: readonly Quantity[]
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
  readonly comparisons: readonly Comparison[]
  readonly contradictions: readonly Contradiction[]
}

/** Works out a plan: the same one from the same basis. */
export function makePlan(basis: Basis): Plan {
  const traffic = trafficSteps(basis)
  const fanOut = fanOutSteps(basis, traffic)
  const bus = busSteps(basis, traffic, fanOut)
  const timelines = timelineSteps(basis, traffic, fanOut)
  const reads = readSteps(basis, traffic, fanOut)
  const posts = postSteps(basis, traffic)
  const graph = graphSteps(basis, traffic, posts)
  return {
    given: Object.values(basis.inputs),
    facts: Object.values(basis.facts),
    sections: [
      { title: 'Traffic', steps: Object.values(traffic) },
      { title: 'Fan-out', steps: Object.values(fanOut) },
      { title: 'Kafka', steps: Object.values(bus) },
      { title: 'Redis', steps: Object.values(timelines) },
      { title: 'Processes and bandwidth', steps: Object.values(reads) },
      { title: 'Cassandra', steps: Object.values(posts) },
      { title: 'PostgreSQL', steps: Object.values(graph) },
    ],
    comparisons: compareWithClassics({ basis, traffic, timelines, posts }),
    contradictions: contradictions(basis),
  }
}
