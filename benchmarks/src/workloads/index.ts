import type { Workload } from '../harness/workload'
import { backlog } from './backlog/index'
import { celebrityPost } from './celebrity-post/index'
import { coldRead, coldReadCassandra } from './cold-read/index'
import { embedded } from './embedded/index'
import { fanOut } from './fan-out/index'
import { flashCrowd } from './flash-crowd/index'
import { followStorm } from './follow-storm/index'
import { growth } from './growth/index'
import { lanes } from './lanes/index'
import { links } from './links/index'
import { memory } from './memory/index'
import { mixed } from './mixed/index'
import { pipeline } from './pipeline/index'
import { policies } from './policies/index'
import { rankedRead } from './ranked-read/index'
import { rankingQuality } from './ranking-quality/index'
import { scale } from './scale/index'
import { simulation } from './simulation/index'
import { stampede } from './stampede/index'
import { warmRead } from './warm-read/index'

/** All workloads by name, in the order in which they run. */
export const WORKLOADS: Readonly<Record<string, Workload>> = Object.freeze({
  'fan-out': fanOut,
  'warm-read': warmRead,
  'ranked-read': rankedRead,
  'cold-read': coldRead,
  'cold-read-cassandra': coldReadCassandra,
  mixed,
  'flash-crowd': flashCrowd,
  'celebrity-post': celebrityPost,
  stampede,
  'follow-storm': followStorm,
  backlog,
  pipeline,
  lanes,
  links,
  scale,
  policies,
  'ranking-quality': rankingQuality,
  embedded,
  memory,
  growth,
  simulation,
})
