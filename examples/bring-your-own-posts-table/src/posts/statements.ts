import { COLUMNS } from './post-row'

/** Writers of one id, or under one key, wait for each other until they commit. Keys come first, so nobody waits in a circle. */
export const LOCK = `
  select pg_advisory_xact_lock(hashtextextended(name, 0))
  from (select name from unnest($1::text[]) with ordinality as lock (name, place) order by place) ordered`

/** What stands under an id: a post, a tombstone, or neither. */
export const FIND = `
  select ${COLUMNS}, tombstone.post_id is not null as buried
  from (select $2::uuid as id) as wanted
  left join app.posts as post on post.id = wanted.id
  left join feed_posts.tombstones as tombstone on tombstone.tenant = $1 and tombstone.post_id = wanted.id`

export const FIND_KEY = `
  select post_id from feed_posts.idempotency_keys where tenant = $1 and author_id = $2 and key = $3`

/** Answers a row if the post was stored: the application may have inserted the same id meanwhile. */
export const INSERT = `
  insert into app.posts as post (
    id, user_id, body, visibility, created_at, feed_version, feed_withheld, feed_push_from, feed_fingerprint,
    feed_details, feed_bytes
  ) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), $6, $7, $8, $9, $10, $11)
  on conflict (id) do nothing
  returning id`

export const INSERT_KEY = `
  insert into feed_posts.idempotency_keys (tenant, author_id, key, post_id) values ($1, $2, $3, $4)`

export const INSERT_EVENTS = `
  insert into feed_posts.outbox (topic, key, value)
  select topic, key, value
  from unnest($1::text[], $2::text[], $3::bytea[]) with ordinality as event (topic, key, value, place)
  order by place`

export const UPDATE = `
  update app.posts as post
  set
    feed_version = feed_version + 1,
    visibility = coalesce($3, visibility),
    feed_withheld = coalesce($4, feed_withheld),
    body = case when $5 then $6 else body end,
    feed_bytes = case when $5 then $7 else feed_bytes end,
    feed_details = case
      when $8::jsonb = '{}' then feed_details
      else (coalesce(feed_details::jsonb, '{}') || $8::jsonb)::json
    end
  where id = $1 and user_id = $2 and deleted_at is null and feed_version = coalesce($9, feed_version)
  returning ${COLUMNS}`

export const DELETE = `
  update app.posts as post
  set feed_version = feed_version + 1, deleted_at = now(), body = '', feed_bytes = null
  where id = $1 and deleted_at is null
  returning id`

export const BURY = 'insert into feed_posts.tombstones (tenant, post_id) values ($1, $2)'

/** A removed row is answered as deleted: a worker that has its event would else wait for the row to come. */
export const GET_MANY = `
  select ${COLUMNS} from app.posts as post where id = any($2::uuid[])
  union all
  select post_id, author_id, '', 'private', true, version, false, 0::smallint, '', null::json, null::bytea
  from feed_posts.tombstones
  where tenant = $1 and post_id = any($2::uuid[]) and author_id is not null`

/** One range of the index per author. */
export const LIST_BY_AUTHORS = `
  select newest.ids
  from unnest($1::text[], $2::uuid[]) with ordinality as author (user_id, before, place)
  cross join lateral (
    select coalesce(array_agg(listed.id::text order by listed.id desc), '{}') as ids
    from (
      select id
      from app.posts as post
      where post.user_id = author.user_id and deleted_at is null and (author.before is null or id < author.before)
      order by id desc
      limit $3
    ) as listed
  ) as newest
  order by author.place`
