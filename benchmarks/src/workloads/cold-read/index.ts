import type { Workload } from '../../harness/workload'
import { measureColdReads } from './measure'
import type { PostStorage } from './post-storage'
import { postsInCassandra } from './posts-in-cassandra'
import { postsInPostgres } from './posts-in-postgres'

export const coldRead = workloadOn('cold-read', postsInPostgres)
export const coldReadCassandra = workloadOn('cold-read-cassandra', postsInCassandra)

/** The first page of a home timeline that is not in the cache, and is written back to it. */
function workloadOn(name: string, storage: PostStorage): Workload {
  return {
    about: `a page of 20 for viewers of 10 to 1,000 followees without a timeline, posts in ${storage.name}`,
    needs: storage.needs,
    onProfile: false,
    run: (settings) => measureColdReads(name, storage, settings),
  }
}
