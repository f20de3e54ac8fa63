import { setTimeout } from 'node:timers/promises'
import type { Outbox } from '@feed-engine/core'
import type { Outcome } from '../../harness/reading'
import type { WorkloadSettings } from '../../harness/workload'
import { publishPost } from '../../live-feed/data'
import { inParallel } from '../../live-feed/in-parallel'
import type { LiveFeed } from '../../live-feed/live-feed'
import type { LinkSize } from './link-size'
import { measureLink } from './measure-link'
import { putRecord, type RecordNumbers } from './records'

/** As the relay asks for them. */
const CLAIM = { leaseMs: 10_000, limit: 256 }

/** Between two looks at the outbox while the relay works. */
const LOOKS_EVERY_MS = 2

/** Records claimed and acknowledged, and moved to the bus by the relay of the engine. */
export async function outboxLinks(
  feed: LiveFeed,
  { records }: LinkSize,
  numbers: RecordNumbers,
  settings: WorkloadSettings,
): Promise<readonly Outcome[]> {
  const { posts } = feed.deployment.stores
  const { outbox } = posts
  if (outbox === undefined) throw new TypeError('the profile has no outbox')
  const prepare = async (): Promise<void> => {
    await emptied(outbox)
    await inParallel(Array.from({ length: records }), () => putRecord(posts, numbers.take()))
  }
  const shared = { unit: 'records', unitsPerOperation: records, operations: 1, inFlight: 1, prepare }
  const claim = {
    ...shared,
    name: 'outbox claim',
    commands: [`Outbox.claim of up to ${CLAIM.limit}, acknowledge, until there are none`],
    operate: () => emptied(outbox),
  }
  const relay = {
    ...shared,
    name: 'relay',
    commands: [
      'publish one more post, which wakes the relay: claim, EventBus.publish, acknowledge, until none is left',
    ],
    async operate() {
      await publishPost(feed, 'author-who-wakes')
      while ((await outbox.pending()) > 0) await setTimeout(LOOKS_EVERY_MS)
    },
  }
  return [await measureLink(claim, settings), await measureLink(relay, settings)]
}

async function emptied(outbox: Outbox): Promise<void> {
  for (;;) {
    const batch = await outbox.claim(CLAIM)
    if (batch === null) return
    const { partition, fence, records } = batch
    await outbox.acknowledge({ partition, fence, recordIds: records.map(({ recordId }) => recordId) })
  }
}
