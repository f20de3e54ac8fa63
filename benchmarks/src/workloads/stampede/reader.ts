import { type Addresses, profileNamed } from '@feed-engine/example-profiles'
import { openMeters } from '../../harness/meters'
import { openReaderEngine } from './reader-engine'
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
  const reader = openReaderEngine(deployment.stores, cursorSecret)
  process.on('message', (task: Rush) => void answer(task))
  process.once('disconnect', () => void reader.engine.close().then(() => deployment.close()))
  send('ready')

  async function answer(task: Rush): Promise<void> {
    const { result, used } = await meters.during(() => rush(reader, task))
    send({ ...result, used } satisfies RushResult)
  }
}

function send(message: unknown): void {
  process.send?.(message)
}

process.once('message', (assignment: ReaderAssignment) => void serve(assignment))
