import { Redis } from 'ioredis'
import { inject, onTestFinished } from 'vitest'
import { freshPrefix } from '../../src/baselines/fresh-prefix'
import { unlinkAll } from '../../src/baselines/own-keys'

/** A connection to the shared Redis, and a prefix whose keys go with the test. */
export function openRedis(): { readonly client: Redis; readonly prefix: string } {
  const client = new Redis(inject('connections').redis)
  const prefix = freshPrefix()
  onTestFinished(async () => {
    await unlinkAll(client, prefix)
    client.disconnect()
  })
  return { client, prefix }
}
