import { expect } from 'vitest'
import type { PortMethod } from './intercept'
import { settle } from './virtual-time'
import { type TestEngine, World, type WorldEngineOptions } from './world'

/** An engine without workers, and every port call that it makes. */
export interface Watched {
  readonly world: World
  readonly engine: TestEngine
  readonly calls: PortMethod[]
}

export function watchedEngine(options: WorldEngineOptions = {}): Watched {
  const world = new World()
  const calls: PortMethod[] = []
  const engine = world.engine({
    workers: 'none',
    intercept: (call, next) => {
      calls.push(call)
      return next()
    },
    ...options,
  })
  // It listens to the bus from the start.
  calls.length = 0
  return { world, engine, calls }
}

/** Lets everything end that goes on behind an answer, and forgets the calls so far. */
export async function forget({ calls }: Watched): Promise<void> {
  await settle()
  calls.length = 0
}

/** Expects that the engine asked no store for anything since the last look: so nothing can have happened. */
export function expectUntouched({ calls }: Watched): void {
  expect(calls.splice(0).map(({ port, method }) => `${port}.${method}`)).toEqual([])
}

const WRITES = new Set([
  'put',
  'update',
  'tombstone',
  'follow',
  'unfollow',
  'approveFollow',
  'block',
  'unblock',
  'mute',
  'unmute',
  'setAccountVisibility',
  'recordDelivery',
  'push',
  'open',
  'replace',
  'evict',
  'publish',
])

/** Expects that nothing was written since the last look; reads are allowed. */
export function expectUnwritten({ calls }: Watched): void {
  const written = calls.splice(0).filter(({ method }) => WRITES.has(method))
  expect(written.map(({ port, method }) => `${port}.${method}`)).toEqual([])
}
