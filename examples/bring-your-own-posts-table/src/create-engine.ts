import { createPostgresStores, migrate } from '@feed-engine/adapter-postgres'
import { createFeedEngine, type FeedEngine, uuidv7Codec } from '@feed-engine/core'
import type { Pool } from 'pg'
import { PostsTableStore } from './posts/post-store'
import { textBodyCodec } from './text-body-codec'

export interface EngineParams {
  readonly pool: Pool
  /** The application's table of posts. */
  readonly table: string
  /** Schema of the side tables. */
  readonly sideSchema: string
  /** Schema of graph, bus and timelines. */
  readonly schema: string
  readonly cursorSecret: string
}

/** An engine on the application's table; graph, bus and timelines are those of the PostgreSQL adapter. */
export async function createEngine(params: EngineParams): Promise<FeedEngine<string>> {
  const { pool, table, sideSchema, schema, cursorSecret } = params
  await migrate({ pool, schema })
  return createFeedEngine<string>({
    stores: () => {
      const posts = new PostsTableStore({ pool, schema: sideSchema, tableOf: async () => table })
      const { graph, bus, timelines } = createPostgresStores({ pool, schema })
      return { posts, graph, bus, timelines }
    },
    ids: uuidv7Codec(),
    bodyCodec: textBodyCodec,
    cursor: { keys: [{ id: 'k1', secret: cursorSecret }] },
  })
}
