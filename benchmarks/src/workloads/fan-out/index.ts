import type { Workload } from '../../harness/workload'
import { fanOutOnOneRedis } from './one-redis'
import { fanOutOnCluster } from './redis-cluster'

/** What it costs to push a post to timelines, through the engine and by hand. */
export const fanOut: Workload = {
  about: 'a chunk of followers in, their timelines written: one Redis, and a cluster of three',
  needs: ['redis', 'redisCluster'],
  onProfile: false,
  async run(settings) {
    return [...(await fanOutOnOneRedis(settings)), ...(await fanOutOnCluster(settings))]
  },
}
