import { reading, writing } from '../database/statement'

const COLUMNS = `
  post_id, encode(position, 'hex') as position, author_id, created_at_ms, expires_at_ms, version, push_from, deleted,
  state, visibility, kind, fingerprint, details::text, body`

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
export const LIST_BY_AUTHORS = reading(`
  select newest.positions
  from unnest($2::text[], $3::text[]) with ordinality as author (author_id, before, place)
  cross join lateral (
    select string_agg(encode(position, 'hex'), ',' order by position desc) as positions
    from (
      select position
      from feed_engine.posts
      where tenant = $1 and posts.author_id = author.author_id and not deleted
        and position < decode(author.before, 'hex')
      order by position desc
      limit $4
    ) listed
  ) newest
  order by author.place`)

export const UPDATE = writing(
  withEvents(
    `update feed_engine.posts
    set version = version + 1, visibility = coalesce($4, visibility), state = coalesce($5, state), body = coalesce($6, body)
    where tenant = $1 and post_id = $2 and author_id = $3 and not deleted
    returning ${COLUMNS}`,
    ['$7', '$8', '$9', '$10'],
  ),
)

/** Answers a row if this is the first delete, of a post of this author or of an id that was never put. */
export const TOMBSTONE = writing(
  withEvents(
    `insert into feed_engine.posts as post (tenant, post_id, version, deleted) values ($1, $2, 1, true)
    on conflict (tenant, post_id) do update set deleted = true, version = post.version + 1, body = ''
    where not post.deleted and post.author_id = $3
    returning post_id`,
    ['$4', '$5', '$6', '$7'],
  ),
)

export const FIND_STATE = reading('select author_id, deleted from feed_engine.posts where tenant = $1 and post_id = $2')
