import { MemoryUserDirectory } from '@feed-engine/adapter-memory'
import { DEFAULT_TENANT, type FeedPage } from '../../src/index'
import { type Interceptor, intercept } from './intercept'
import { type Body, followAll, say, type TestEngine, World, type WorldEngineOptions } from './world'

const encoder = new TextEncoder()

/** A world with a directory: `asked` are the calls for profiles, each with its users. */
export class WorldWithProfiles extends World {
  readonly users = new MemoryUserDirectory()
  readonly asked: (readonly string[])[] = []

  /** Changes a profile in the directory, and tells nobody. */
  put(id: string, version: number, name = `${id} ${version}`, tenant = DEFAULT_TENANT): void {
    this.users.put({ tenant, profile: { id, version, body: encoder.encode(JSON.stringify({ name })) } })
  }

  /** `gate` stands between the engine and the directory's profiles. */
  withProfiles(
    options: WorldEngineOptions & { readonly gate?: (next: () => Promise<unknown>) => unknown } = {},
  ): TestEngine {
    const { gate, cache, intercept: interceptor, ...rest } = options
    const through: Interceptor = (call, next) => {
      if (call.method !== 'profiles') return interceptor === undefined ? next() : interceptor(call, next)
      this.asked.push((call.params as { readonly userIds: readonly string[] }).userIds)
      return gate === undefined ? next() : gate(next)
    }
    const all = { ...this.stores, users: this.users, ...(cache === undefined ? {} : { cache }) }
    return this.engine({ workers: 'none', ...rest, stores: intercept(all, through) })
  }
}

/** A viewer who follows ann and bob, with one post of each, and a profile each in version 1. */
export async function annAndBob(): Promise<WorldWithProfiles> {
  const world = new WorldWithProfiles()
  for (const userId of ['viewer', 'ann', 'bob']) world.put(userId, 1)
  const engine = world.engine({ workers: 'none' })
  await followAll(engine, ['viewer'], ['ann', 'bob'])
  await say(engine, 'ann', 'from ann')
  await say(engine, 'bob', 'from bob')
  await engine.close()
  return world
}

/** The names in the profiles of a page, by user. */
export function names({ profiles }: FeedPage<Body>): Record<string, unknown> {
  const entries = [...(profiles ?? [])].map(([userId, { body }]) => [userId, (body as { name: unknown }).name] as const)
  return Object.fromEntries(entries.sort())
}

export async function homeNames(engine: TestEngine, viewerId = 'viewer'): Promise<Record<string, unknown>> {
  return names(await engine.homeTimeline({ viewerId }))
}
