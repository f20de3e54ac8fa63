import { createFeedEngine } from '@feed-engine/core'
import { type Addresses, profileNamed } from '@feed-engine/example-profiles'
import { openMeters } from '../../harness/meters'
import type { Note } from '../../live-feed/live-feed'
import { MetricSums } from '../../live-feed/metric-sums'
import { type Rush, type RushResult, rush } from './rush'

/** What a reader process has to know. */
export interface ReaderAssignment {
  readonly profile: string
  readonly addresses: Addresses
  readonly namespace: string
  readonly cursorSecret: string
}

/** A reader process: answers each rush that it is told of with its result, until its parent lets go of it. */
async function serve({ profile: name, addresses, namespace, cursorSecret }: ReaderAssignment): Promise<void> {
  const meters = openMeters()
  const profile = profileNamed(name)
  if (profile === undefined) throw new Error(`unknown profile: ${name}`)
  const deployment = await profile.open(addresses, namespace)
  const metrics = new MetricSums()
  const engine = createFeedEngine<Note>({
    stores: deployment.stores,
    workers: 'none',
    cursor: { keys: [{ id: 'k1', secret: cursorSecret }] },
    metrics,
  })
  process.on('message', (task: Rush) => void answer(task))
  process.once('disconnect', () => void engine.close().then(() => deployment.close()))
  send('ready')

  async function answer(task: Rush): Promise<void> {
    const { result, used } = await meters.during(() => rush({ engine, metrics }, task))
    send({ ...result, used } satisfies RushResult)
  }
}

function send(message: unknown): void {
  process.send?.(message)
}

process.once('message', (assignment: ReaderAssignment) => void serve(assignment))
