import { REVISIONS_KEPT } from '@feed-engine/core'
import { reading, writing } from '../database/statement'

const COLUMNS = `
  post_id, encode(position, 'hex') as position, author_id, created_at_ms, expires_at_ms, version, push_from, deleted,
  state, visibility, kind, fingerprint, details::text, body`

const NOW_MS = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** Stores events in the transaction of a change, if there was one: `changed` is the change's part of the statement. */
const withEvents = (change: string, [partitions, topics, keys, values]: readonly [string, string, string, string]) => `
  with changed as (${change}), stored as (
    insert into feed_engine.outbox (partition, topic, key, value)
    select partition, topic, key, value
    from unnest(${partitions}::smallint[], ${topics}::text[], ${keys}::text[], ${values}::bytea[])
      with ordinality as event (partition, topic, key, value, place)
    where exists (select from changed)
    order by place
  )
  select * from changed`

/** Answers a row if the post was stored: neither its id nor its key was taken. */
export const PUT = writing(
  withEvents(
    `insert into feed_engine.posts (
      tenant, post_id, position, author_id, idempotency_key, created_at_ms, expires_at_ms, version, push_from,
      state, visibility, kind, fingerprint, details, body
    ) values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    on conflict do nothing
    returning post_id`,
    ['$16', '$17', '$18', '$19'],
  ),
)

/** What stands in the way of a put, the owner of the key first. */
export const FIND_TAKEN = reading(`
  select ${COLUMNS}
  from feed_engine.posts
  where tenant = $1 and (post_id = $2 or (author_id = $3 and idempotency_key = $4))
  order by author_id = $3 and idempotency_key = $4 desc nulls last
  limit 1`)

export const GET_MANY = reading(`
  select ${COLUMNS}
  from feed_engine.posts
  where tenant = $1 and post_id = any($2::text[]) and author_id is not null`)

export const VERSIONS = reading(`
  select post_id, version
  from feed_engine.posts
  where tenant = $1 and post_id = any($2::text[]) and author_id is not null`)

/** One index range per author, in one round trip. */
const listByAuthors = (authors: string, bound: string) =>
  reading(`
  select newest.positions
  from ${authors}
  cross join lateral (
    select string_agg(encode(position, 'hex'), ',' order by position desc) as positions
    from (
      select position
      from feed_engine.posts
      where tenant = $1 and posts.author_id = author.author_id and not deleted ${bound}
      order by position desc
      limit $3
    ) listed
  ) newest
  order by author.place`)

export const LIST_NEWEST = listByAuthors('unnest($2::text[]) with ordinality as author (author_id, place)', '')

export const LIST_BEFORE = listByAuthors(
  'unnest($2::text[], $4::text[]) with ordinality as author (author_id, before, place)',
  "and position < decode(author.before, 'hex')",
)

export const UPDATE = writing(
  withEvents(
    `update feed_engine.posts
    set
      version = version + 1,
      visibility = coalesce($4, visibility),
      state = coalesce($5, state),
      body = coalesce($6, body),
      details = case when $7::jsonb = '{}' then details else (coalesce(details::jsonb, '{}') || $7::jsonb)::json end,
      history = case
        when $6::bytea is null and $7::jsonb = '{}' then history
        else (array_prepend(row (version, ${NOW_MS}, details, body)::feed_engine.post_revision, history))[1:${REVISIONS_KEPT}]
      end
    where tenant = $1 and post_id = $2 and author_id = $3 and not deleted and version = coalesce($8, version)
    returning ${COLUMNS}`,
    ['$9', '$10', '$11', '$12'],
  ),
)

export const HISTORY = reading(`
  select revision.version, revision.replaced_at_ms, revision.details::text, revision.body
  from feed_engine.posts
  cross join lateral unnest(history) with ordinality as revision (version, replaced_at_ms, details, body, place)
  where tenant = $1 and post_id = $2
  order by revision.place
  limit $3`)

/** Answers a row if this is the first delete, of a post of this author or of an id that was never put. */
export const TOMBSTONE = writing(
  withEvents(
    `insert into feed_engine.posts as post (tenant, post_id, version, deleted) values ($1, $2, 1, true)
    on conflict (tenant, post_id) do update set deleted = true, version = post.version + 1, body = '', history = null
    where not post.deleted and post.author_id = $3
    returning post_id`,
    ['$4', '$5', '$6', '$7'],
  ),
)

export const FIND = reading(`select ${COLUMNS} from feed_engine.posts where tenant = $1 and post_id = $2`)
