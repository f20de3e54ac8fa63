import { reading, writing } from '../database/statement'

const MILLISECONDS = "interval '1 millisecond'"
const GROUP_ID = '(select group_id from feed_engine.bus_groups where topic = $1 and name = $2)'

/** The group, and a name that nobody else has for whoever subscribes. */
export const ENSURE_GROUP = writing(`
  select feed_engine.bus_ensure_group($1, $2)::text as group_id, nextval('feed_engine.bus_fences')::text as holder`)

export const PUBLISH = writing('select feed_engine.bus_publish($1, $2, $3, $4)')

/** A group that does not exist has all that is kept still before it. */
export const LAG = reading(`
  select case when ${GROUP_ID} is null
    then (select count(*) from feed_engine.bus_messages where topic = $1)
    else (select count(*) from feed_engine.bus_queue where group_id = ${GROUP_ID})
  end::float8 as lag`)

export const REPLAY = writing('select feed_engine.bus_replay($1, $2, $3) as replayed')

export const DEAD_LETTERS = reading(`
  select key, value, code, cause, attempts
  from feed_engine.bus_dead_letters
  where group_id = ${GROUP_ID}
  order by letter_id
  limit $3`)

export const TAKE = writing(`
  select fence::text, entry_id::text, attempt, published_at_ms::float8 as published_at_ms, key, value
  from feed_engine.bus_take($1, $2, $3, $4 * ${MILLISECONDS}, $5 * ${MILLISECONDS})`)

export const SETTLE = writing('select feed_engine.bus_settle($1, $2, $3, $4, $5, $6, $7) as held')

export const GIVE_BACK = writing(
  `select feed_engine.bus_give_back($1, $2, $3, $4, $5, $6 * ${MILLISECONDS}, $7) as held`,
)

export const HEARTBEAT = writing(`select feed_engine.bus_heartbeat($1, $2, $3, $4, $5 * ${MILLISECONDS}) as held`)

export const PURGE = writing(`select feed_engine.bus_purge($1 * ${MILLISECONDS}, $2) as more`)

export const SNAPSHOT = reading('select pg_current_snapshot()::text as snapshot')

/**
 * What has become visible since an earlier snapshot, and the snapshot of this very statement. Not "what is above the
 * last id": a transaction that commits late would be passed over.
 */
export const PUBLISHED_SINCE = reading(`
  select
    pg_current_snapshot()::text as snapshot,
    message.message_id::text, message.key, message.value, message.published_at_ms::float8 as published_at_ms
  from (values (1)) as always
  left join lateral (
    select * from feed_engine.bus_messages
    where topic = $1 and published_by >= pg_snapshot_xmin($2::pg_snapshot)
      and not pg_visible_in_snapshot(published_by, $2::pg_snapshot)
      and pg_visible_in_snapshot(published_by, pg_current_snapshot())
  ) message on true
  order by message.message_id`)
