import { DEFAULT_TENANT } from '@feed-engine/core'
import { floorColdRead } from '../../baselines/floor/cold/cold-read'
import { coldSourceInPostgres } from '../../baselines/floor/cold/from-postgres'
import { BodyCache } from '../../baselines/pages/body-cache'
import { SafetyChecks } from '../../baselines/safety/safety-checks'
import { openClassic } from '../../live-feed/open-classic'
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
