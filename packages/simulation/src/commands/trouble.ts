import type { PortName } from '../faults/faults'
import { type Command, pickUser } from './command'

/** Steps of port calls after which a doomed process dies at the latest. */
const LAST_STEP = 60

/** A process dies at one of its next steps: in the middle of whatever it does then. */
export const crash: Command = {
  kind: 'crash',
  weight: 3,
  plan(world, dice) {
    const servers = world.deployment.servers(dice.chance(0.7) ? 'worker' : 'api')
    const server = servers[dice.below(servers.length)]
    const steps = dice.below(LAST_STEP)
    return server === undefined ? null : { keys: [], run: async () => server.process.crashAfterSteps(steps) }
  },
}

/** A process stands still for a while, and then goes on as if nothing had happened. */
export const freeze: Command = {
  kind: 'freeze',
  weight: 1,
  plan(world, dice) {
    const servers = world.deployment.servers()
    const server = servers[dice.below(servers.length)]
    const durationMs = dice.pick(10, 500, 5_000, 10_000)
    return server === undefined ? null : { keys: [], run: async () => server.process.freeze(durationMs) }
  },
}

/** The cache throws timelines away to make room. */
export const evict: Command = {
  kind: 'evict',
  weight: 2,
  plan(world, dice) {
    const userIds = [pickUser(world, dice), pickUser(world, dice)]
    return {
      keys: [],
      async run() {
        world.coverage.add('evictions', userIds.length)
        await world.deployment.evict(userIds)
      },
    }
  },
}

/** A part of the cache fails over to a replica that lacks the last writes. */
export const failOver: Command = {
  kind: 'failOver',
  weight: 1,
  plan(world, dice) {
    const index = dice.below(world.settings.cells)
    return {
      keys: [],
      async run() {
        world.coverage.add('incarnation changes')
        await world.deployment.stores.loseTimelines(index)
      },
    }
  },
}

/** One store, or two at once, cannot be reached for a while. */
export const outage: Command = {
  kind: 'outage',
  weight: 2,
  plan(world, dice) {
    const ports: PortName[] = [
      dice.pick('bus', 'bus', 'timelines', 'timelines', 'posts', 'graph', 'cache', 'signals', 'counters'),
      dice.pick('bus', 'timelines', 'posts', 'graph', 'archive'),
    ]
    const count = dice.chance(0.7) ? 1 : 2
    const durationMs = dice.pick(5, 50, 1_000, 5_000, 12_000)
    const silent = dice.chance(0.3)
    return {
      keys: [],
      async run() {
        for (const port of ports.slice(0, count)) {
          world.coverage.add(`outage of ${port}`)
          world.deployment.faults.takeDown(port, durationMs, silent)
        }
      },
    }
  },
}
