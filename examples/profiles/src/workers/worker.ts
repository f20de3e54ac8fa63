import { createFeed } from '../feed'
import { profileNamed } from '../profiles/profiles'
import type { Assignment } from './assignment'

/** A worker process: relays and fans out until it is told to stop, or its parent is gone. */
async function work({ profile: name, addresses, namespace, ...options }: Assignment): Promise<void> {
  const profile = profileNamed(name)
  if (profile === undefined) throw new Error(`unknown profile: ${name}`)
  const deployment = await profile.open(addresses, namespace)
  // Its workers start in the background, and try again as long as the bus is not there.
  const engine = createFeed(deployment, { ...options, workers: 'inline' })

  const stop = async (): Promise<void> => {
    await engine.close()
    await deployment.close()
    process.exitCode = 0
    if (process.connected) process.disconnect()
  }
  process.once('SIGTERM', () => void stop())
  process.once('disconnect', () => void stop())
  process.send?.('ready')
}

process.once('message', (assignment: Assignment) => void work(assignment))
