import { DEFAULT_TENANT } from '@feed-engine/core'
import { type Deployment, profileNamed } from '@feed-engine/example-profiles'
import { floorColdRead } from '../../baselines/floor/cold/cold-read'
import { coldSourceInPostgres } from '../../baselines/floor/cold/from-postgres'
import { BodyCache } from '../../baselines/pages/body-cache'
import { SafetyChecks } from '../../baselines/safety/safety-checks'
import type { PostStorage } from './post-storage'

/** The profile `classic`. */
export const postsInPostgres: PostStorage = {
  name: 'PostgreSQL',
  needs: ['postgres', 'redis'],
  open: openClassic,
  async openFloor({ client, pool, namespace, prefix, random, posts }) {
    const bodies = new BodyCache(client, prefix)
    await bodies.fill(posts)
    const place = { schema: namespace, tenant: DEFAULT_TENANT }
    const source = coldSourceInPostgres(pool, { ...place, bodies, checks: new SafetyChecks(pool, place) })
    return { floor: floorColdRead(client, source, { prefix, random }), close: async () => undefined }
  },
}

export async function openClassic(...place: Parameters<PostStorage['open']>): Promise<Deployment> {
  const deployment = await profileNamed('classic')?.open(...place)
  if (deployment === undefined) throw new Error('there is no profile classic')
  return deployment
}
