import { readEdgeList } from '../../examples/demo/src/edge-list'
import { type FollowGraph, followCount } from '../../examples/demo/src/follow-graph'
import { GraphFileError } from '../../examples/demo/src/graph-file'
import { powerLawGraph } from '../../examples/demo/src/power-law-graph'
import { seededRandom } from '../../examples/demo/src/random'
import type { Scale } from './harness/workload'
import { UsageError } from './usage-error'

/** Users of a generated graph. */
const USERS: Readonly<Record<Scale, number>> = { full: 2_000, tiny: 60 }

/** The follow graph of a file, or one with power laws on both sides. Throws a `UsageError` for a file without follows. */
export async function loadGraph(options: {
  readonly graph?: string
  readonly users?: number
  readonly scale: Scale
  readonly seed: number
}): Promise<FollowGraph> {
  const { graph: path, scale, seed, users = USERS[scale] } = options
  if (path === undefined) return powerLawGraph({ users, random: seededRandom(seed) })
  try {
    const { graph, lines } = await readEdgeList(path)
    if (followCount(graph) === 0) throw new UsageError(`--graph: ${path} holds no follows in ${lines} lines`)
    return graph
  } catch (error) {
    if (error instanceof GraphFileError) throw new UsageError(`--graph: ${error.message}`, { cause: error })
    throw error
  }
}
