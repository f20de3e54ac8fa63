import type { PostId, UserId } from '@feed-engine/core'
import { type Client, concurrent } from 'cassandra-driver'
import type { Pool } from 'pg'
import type { CachedPost } from '../../pages/body-cache'
import { KEPT } from '../../push-way'
import type { PostCheck, SafetyChecks } from '../../safety/safety-checks'
import { type ColdSource, FEWEST_PER_AUTHOR } from './newest'
import { type ListedPost, newestOf } from './newest-of-lists'

/** Statements under way at once: as many as the adapter allows itself by default. */
const AT_ONCE = { concurrencyLevel: 256, collectResults: true }

export interface CassandraParts {
  readonly keyspace: string
  readonly schema: string
  readonly tenant: string
  readonly checks: SafetyChecks
}

interface PostRow {
  readonly post_id: PostId
  readonly author_id: UserId
  readonly created_at: { toString(): string }
  readonly version: number
  readonly state: string
  readonly visibility: PostCheck['visibility']
  readonly deleted: boolean | null
  readonly details: string
  readonly body: Buffer
}

/**
 * Posts in Cassandra, follows in PostgreSQL. All posts of an author lie in one partition, as schemas by hand have them,
 * so that one read of it lists the newest: a bounded wave of as many reads as there are followees.
 *
 * @param client whose default consistency is that of the adapter
 */
export async function coldSourceInCassandra(
  client: Client,
  pool: Pool,
  parts: CassandraParts & { readonly posts: readonly (ListedPost & { readonly position: Buffer })[] },
): Promise<ColdSource> {
  const { keyspace, schema, tenant, checks } = parts
  const table = `${keyspace}.posts_by_author`
  await client.execute(`create table ${table} (author_id text, position blob, primary key (author_id, position))
    with clustering order by (position desc)`)
  const insert = `insert into ${table} (author_id, position) values (?, ?)`
  const rows = parts.posts.map(({ authorId, position }) => [authorId, position])
  await concurrent.executeConcurrent(client, insert, rows, { ...AT_ONCE, collectResults: false })

  const followees = {
    name: `followees-${schema}`,
    text: `select followee_id from ${schema}.follows where tenant = $1 and follower_id = $2 and version is not null`,
  }
  const list = `select position from ${table} where author_id = ? limit ?`
  const find = `select post_id, author_id, created_at, version, state, visibility, deleted, details, body
    from ${keyspace}.posts where tenant = ? and post_id = ?`
  const wave = async <Row>(query: string, values: unknown[][]): Promise<readonly (readonly Row[])[]> => {
    const { resultItems } = await concurrent.executeConcurrent(client, query, values, AT_ONCE)
    return resultItems.map(({ rows }) => rows as readonly Row[])
  }
  return {
    commands: [
      'SET tail NX, at once SELECT of the followees from PostgreSQL; then SELECT of the newest of each followee from Cassandra, all at once;',
      'at once EVALSHA that writes the timeline, SELECT of each of 21 posts, SELECT of the relations to their authors',
    ],
    async newest(viewerId, opened) {
      const [{ rows: followed }] = await Promise.all([
        pool.query<{ readonly followee_id: UserId }>({ ...followees, values: [tenant, viewerId] }),
        opened,
      ])
      const authorIds = [viewerId, ...followed.map(({ followee_id }) => followee_id)]
      const limit = Math.max(FEWEST_PER_AUTHOR, Math.ceil((2 * (KEPT + 1)) / authorIds.length))
      const lists = await wave<{ readonly position: Buffer }>(
        list,
        authorIds.map((authorId) => [authorId, limit]),
      )
      return newestOf(
        authorIds.map((authorId, at) => ({ authorId, positions: (lists[at] ?? []).map(({ position }) => position) })),
        limit,
      )
    },
    async lookAt(viewerId, postIds, authorIds) {
      const [found, { authors }] = await Promise.all([
        wave<PostRow>(
          find,
          postIds.map((postId) => [tenant, postId]),
        ),
        checks.relations(viewerId, authorIds),
      ])
      const there = found.flat().filter(isThere)
      return { posts: there.map(postOf), states: new Map(there.map((row) => [row.post_id, checkOf(row)])), authors }
    },
  }
}

function isThere({ deleted, state, details }: PostRow): boolean {
  const { expiresAtMs = Number.POSITIVE_INFINITY } = JSON.parse(details) as { readonly expiresAtMs?: number }
  return deleted !== true && state === 'visible' && expiresAtMs > Date.now()
}

function checkOf({ author_id, version, visibility }: PostRow): PostCheck {
  return { authorId: author_id, version, visibility }
}

function postOf({ post_id, author_id, created_at, version, body }: PostRow): CachedPost {
  const createdAtMs = Number(created_at)
  return { id: post_id, authorId: author_id, createdAtMs, version, body: JSON.parse(body.toString()) as unknown }
}
