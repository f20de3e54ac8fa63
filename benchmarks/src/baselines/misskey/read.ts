import type { Redis } from 'ioredis'
import { lookAtPostsFirst, type PageSources } from '../pages/look-at'
import { servePage } from '../pages/serve-page'
import type { ReadWay } from '../read-way'
import { listKey } from './lists'

/** The way of Misskey: everybody is pushed to, and the whole list is read and sorted. */
export function misskeyRead(client: Redis, parts: PageSources & { readonly prefix: string }): ReadWay {
  return {
    name: 'misskey',
    commands: [
      'LRANGE timeline 0 -1;',
      'at once MGET of 21 bodies, and SELECT of their state from PostgreSQL; then SELECT of the relations to their authors',
    ],
    async read(viewerId) {
      const ids = await client.lrange(listKey(parts.prefix, viewerId), 0, -1)
      const candidates = [...new Set(ids)].sort((a, b) => (a < b ? 1 : -1))
      return servePage(viewerId, candidates, (postIds) => lookAtPostsFirst(parts, viewerId, postIds))
    },
  }
}
