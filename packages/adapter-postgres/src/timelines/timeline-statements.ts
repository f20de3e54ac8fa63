import { reading, writing } from '../database/statement'

const FEED = 'tenant = $1 and kind = $2 and owner_id = $3'
const MILLISECONDS = "interval '1 millisecond'"

export const PUSH = writing('select pushed, skipped from feed_engine.push($1, $2, $3, $4, $5, $6, $7)')

/**
 * Writes only now and then: a life is prolonged by a sixteenth more than asked for, and again once that is used up.
 * Whoever waits for the answer in vain has changed nothing that matters.
 */
export const READ = reading(`
  with prolonged as (
    update feed_engine.timelines set expires_at = clock_timestamp() + $4 * 1.0625 * ${MILLISECONDS}
    where ${FEED} and expires_at > clock_timestamp() and expires_at < clock_timestamp() + $4 * ${MILLISECONDS}
  )
  select
    token, graph_version::float8 as graph_version, reader_class, position_bytes,
    encode(watermark, 'hex') as watermark, encode(sealed, 'hex') as sealed, encode(recent, 'hex') as recent
  from feed_engine.timelines
  where ${FEED} and expires_at > clock_timestamp()`)

/** Answers no row where an expired timeline is in the way. Sweeps a few of those up, wherever they are. */
export const OPEN = writing(`
  with expired as (
    select tenant, kind, owner_id
    from feed_engine.timelines
    where expires_at <= now() and (tenant, kind, owner_id) <> ($1, $2, $3)
    order by expires_at
    limit 20
    for update skip locked
  ), swept as (
    delete from feed_engine.timelines timeline
    using expired
    where (timeline.tenant, timeline.kind, timeline.owner_id) = (expired.tenant, expired.kind, expired.owner_id)
  )
  insert into feed_engine.timelines as timeline (tenant, kind, owner_id, token, reader_class, expires_at)
  values ($1, $2, $3, $4, $5, clock_timestamp() + $6 * ${MILLISECONDS})
  on conflict (tenant, kind, owner_id) do update set
    expires_at = excluded.expires_at,
    token = case when timeline.graph_version is null then excluded.token else timeline.token end,
    reader_class = case when timeline.graph_version is null then excluded.reader_class else timeline.reader_class end
  where timeline.expires_at > clock_timestamp()
  returning timeline.graph_version is not null as covered`)

export const REMOVE_EXPIRED = writing(
  `delete from feed_engine.timelines where ${FEED} and expires_at <= clock_timestamp()`,
)

export const REPLACE = writing(`
  update feed_engine.timelines timeline
  set token = $5, graph_version = $6, reader_class = $7, position_bytes = $8::integer, recent = '', (sealed, watermark) = (
    select result.sealed, result.watermark
    from feed_engine.merged(
      timeline.sealed || timeline.recent, $9::bytea[], $10::bytea, $8::integer, greatest(timeline.watermark, decode($11, 'hex')), $12
    ) result
  )
  where ${FEED} and token = $4 and expires_at > clock_timestamp()
  returning true`)

export const IS_OPEN = reading(`select from feed_engine.timelines where ${FEED} and expires_at > clock_timestamp()`)

/** Locks in the order in which a push does. */
export const EVICT = writing(`
  with named as (
    select timeline.tenant, timeline.kind, timeline.owner_id
    from unnest($1::text[], $2::text[], $3::text[]) as feed (tenant, kind, owner_id)
    join feed_engine.timelines timeline using (tenant, kind, owner_id)
    order by timeline.tenant, timeline.kind, timeline.owner_id
    for update of timeline
  )
  delete from feed_engine.timelines timeline
  using named
  where (timeline.tenant, timeline.kind, timeline.owner_id) = (named.tenant, named.kind, named.owner_id)`)

/** Answers no row if another process names it at this moment. */
export const INCARNATION = reading(`
  with born as (insert into feed_engine.timeline_incarnation default values on conflict do nothing returning name)
  select name::text from born union all select name::text from feed_engine.timeline_incarnation`)
