import { type FeedEngine, isFeedError } from '@feed-engine/core'
import type { PostBody } from '../client/body'
import type { World } from '../client/world'
import type { Server } from '../deployment/deployment'
import { soon } from '../time/simulated-time'
import { Violation } from '../truth/page-check'
import type { Command } from './command'

/** Time that `close()` may take, and what may be added to it by a timer. */
const CLOSE_MS = 10_050

/** Time in which everything that a closed engine had begun is over: calls of clients, and what the network still holds. */
const OVER_MS = 20_000

/** How often a frozen process is looked at. */
const THAW_POLL_MS = 100

/** A process is shut down in good order and replaced, as in a deploy. */
export const retire: Command = {
  kind: 'retire',
  weight: 2,
  plan(world, dice) {
    const servers = world.deployment.servers()
    const server = servers[dice.below(servers.length)]
    return server === undefined ? null : { keys: [], run: () => retireServer(world, server) }
  },
}

/** The workers of a process are stopped, and started again after a while. */
export const restartWorkers: Command = {
  kind: 'restartWorkers',
  weight: 1,
  plan(world, dice) {
    const servers = world.deployment.servers('worker')
    const server = servers[dice.below(servers.length)]
    const pauseMs = dice.pick(1, 10, 1_000)
    if (server === undefined) return null
    return {
      keys: ['workers'],
      async run() {
        const { process, engine } = server
        const restart = async (): Promise<void> => {
          await process.gate()
          await engine.stopWorkers()
          do {
            await world.time.sleep(world.time.shortened(pauseMs))
            await process.gate()
          } while (!(await hasStarted(engine)))
        }
        await Promise.race([restart(), new Promise<void>((resolve) => process.onDeath(resolve))])
      },
    }
  },
}

/** An application tries again until the bus can be reached, or the engine is closed. */
async function hasStarted(engine: FeedEngine<PostBody>): Promise<boolean> {
  try {
    await engine.startWorkers()
    return true
  } catch (error) {
    if (isFeedError(error) && error.code === 'CLOSED') return true
    if (isFeedError(error) && error.retryable) return false
    throw error
  }
}

async function retireServer(world: World, server: Server): Promise<void> {
  const { process, wire } = server
  while (process.frozen && process.alive) await world.time.sleep(world.time.shortened(THAW_POLL_MS))
  if (!world.deployment.servers().includes(server)) return
  const freezes = process.freezes
  const begunMs = world.time.now()
  await world.deployment.retire(server)
  const tookMs = world.time.now() - begunMs
  if (freezes !== process.freezes || process.frozen) return
  if (tookMs > CLOSE_MS + world.time.jitterMs) throw new Violation(`${process.name} took ${tookMs} ms to close`)
  world.coverage.add('processes retired')
  await world.time.sleep(world.time.shortened(OVER_MS))
  await soon(world.time, () => process.timersWaiting === 0 && wire.inFlight === 0)
  if (process.timersWaiting > 0)
    throw new Violation(`${process.name} was closed and has ${process.timersWaiting} timers`)
  if (wire.inFlight > 0) throw new Violation(`${process.name} was closed and has ${wire.inFlight} calls under way`)
}
