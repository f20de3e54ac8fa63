import { createFeed } from '../feed'
import { profileNamed } from '../profiles/profiles'
import type { Assignment } from './assignment'

/** A worker process: relays and fans out until it is told to stop, or its parent is gone. */
async function work({ profile: name, addresses, namespace, ...options }: Assignment): Promise<void> {
  const profile = profileNamed(name)
  if (profile === undefined) throw new Error(`unknown profile: ${name}`)
  const deployment = await profile.open(addresses, namespace)
  const engine = createFeed(deployment, { ...options, workers: 'none' })
  await engine.startWorkers()

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
