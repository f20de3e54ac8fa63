import type { Outcome } from '../../harness/reading'
import type { WorkloadSettings } from '../../harness/workload'
import type { LiveFeed } from '../../live-feed/live-feed'
import type { LinkSize } from './link-size'
import { measureLink } from './measure-link'
import { putRecord, type RecordNumbers } from './records'

/** Posts stored with their events, 16 in flight. */
export function storeLink(
  { deployment }: LiveFeed,
  { records }: LinkSize,
  numbers: RecordNumbers,
  settings: WorkloadSettings,
): Promise<Outcome> {
  const link = {
    name: 'store put',
    unit: 'posts',
    unitsPerOperation: 1,
    operations: records,
    inFlight: 16,
    commands: ['PostStore.put of one post with one event'],
    operate: () => putRecord(deployment.stores.posts, numbers.take()),
  }
  return measureLink(link, settings)
}
