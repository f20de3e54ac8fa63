import { reading, writing } from '../database/statement'

export const FOLLOW = writing('select status, changed from feed_engine.follow($1, $2, $3, $4, $5)')
export const APPROVE = writing('select status from feed_engine.approve_follow($1, $2, $3)')
export const UNFOLLOW = writing('select removed from feed_engine.unfollow($1, $2, $3)')
export const BLOCK = writing('select feed_engine.block($1, $2, $3)')
export const UNBLOCK = writing('delete from feed_engine.blocks where tenant = $1 and user_id = $2 and target_id = $3')
export const MUTE = writing(
  'insert into feed_engine.mutes (tenant, user_id, target_id) values ($1, $2, $3) on conflict do nothing',
)
export const UNMUTE = writing('delete from feed_engine.mutes where tenant = $1 and user_id = $2 and target_id = $3')
export const SET_ACCOUNT_VISIBILITY = writing('select feed_engine.set_account_visibility($1, $2, $3)')

/** One user more than the limit is read, so that `next` is absent exactly at the end. Ids are in byte order. */
export const FOLLOWERS = reading(`
  select follower_id as user_id
  from feed_engine.follows
  where tenant = $1 and followee_id = $2 and version is not null and follower_id > $3 and follower_id <= $5
    and ($6::bigint is null or follower_hash % $6 = $7)
  order by follower_id
  limit $4 + 1`)

export const FOLLOWEES = reading(`
  select followee_id as user_id
  from feed_engine.follows
  where tenant = $1 and follower_id = $2 and version is not null and followee_id > $3
  order by followee_id
  limit $4 + 1`)

export const PENDING_FOLLOWERS = reading(`
  select follower_id as user_id
  from feed_engine.follows
  where tenant = $1 and followee_id = $2 and version is null and follower_id > $3
  order by follower_id
  limit $4 + 1`)

const FOLLOWER_COUNT = (user: string) => `
  coalesce((select sum(followers) from feed_engine.follower_counts where tenant = $1 and user_id = ${user}), 0)::float8`

export const COUNTS = reading(`
  select asked.user_id, ${FOLLOWER_COUNT('asked.user_id')} as followers, coalesce(viewer.followees, 0) as followees
  from unnest($2::text[]) as asked (user_id)
  left join feed_engine.viewers viewer on viewer.tenant = $1 and viewer.user_id = asked.user_id`)

export const AUTHOR_STATE = reading(`
  select
    ${FOLLOWER_COUNT('$2')} as followers,
    (select push_from from feed_engine.deliveries where tenant = $1 and author_id = $2) as push_from,
    (select string_agg(below_class || ':' || encode(position, 'hex'), ',')
      from feed_engine.pull_marks where tenant = $1 and author_id = $2) as marks`)

/** A delivery and a mark, either of which may be null. What is so already is not written. */
export const RECORD_DELIVERY = writing(`
  with delivery as (
    insert into feed_engine.deliveries as known (tenant, author_id, push_from)
    select $1, $2, $3::smallint where $3::smallint is not null
    on conflict (tenant, author_id) do update set push_from = excluded.push_from
    where known.push_from <> excluded.push_from
  )
  insert into feed_engine.pull_marks as known (tenant, author_id, below_class, position)
  select $1, $2, $4::smallint, decode($5, 'hex') where $4::smallint is not null
  on conflict (tenant, author_id, below_class) do update set position = excluded.position
  where known.position < excluded.position`)

const MET = '(select user_ids from met)::text[]'

/**
 * One row, all from the snapshot of the one statement: lists of ids as JSON, `null` for an empty one. A list per kind of
 * relation costs both sides less than a row per user, since most users have none. Marks are joined to follows, so that
 * the planner may start from either: a viewer follows few of the authors whom somebody has to pull. Of several marks of
 * an author the highest comes last, and parsing keeps that one. Parameters: tenant, viewer, authors, reader class, lower
 * bound of marks, of versions, limit.
 */
export const VIEWER_RELATIONS = reading(`
  with marked as (
    select mark.author_id, encode(mark.position, 'hex') as mark
    from (
      select followee_id as author_id
      from feed_engine.follows
      where tenant = $1 and follower_id = $2 and version is not null
      union all
      select $2
    ) as followed
    join feed_engine.pull_marks mark on mark.tenant = $1 and mark.author_id = followed.author_id
    where below_class > $4 and position > decode($5, 'hex')
  ), fresh as (
    select followee_id, version
    from feed_engine.follows
    where tenant = $1 and follower_id = $2 and version > $6::bigint
    order by version
    limit $7 + 1
  ), met as materialized (
    select array(
      select unnest($3::text[]) collate "C" union all select author_id from marked union all select followee_id from fresh
    ) as user_ids
  )
  select
    coalesce((select graph_version from feed_engine.viewers where tenant = $1 and user_id = $2), 0)::float8
      as graph_version,
    (select json_object_agg(author_id, mark order by mark) from marked)::text as marks,
    (select json_agg(followee_id order by version) from fresh)::text as fresh,
    follow.accepted::text,
    follow.pending::text,
    (select json_agg(target_id) from feed_engine.blocks
      where tenant = $1 and user_id = $2 and target_id = any(${MET}))::text as blocking,
    (select json_agg(user_id) from feed_engine.blocks
      where tenant = $1 and user_id = any(${MET}) and target_id = $2)::text as blocked_by,
    (select json_agg(target_id) from feed_engine.mutes
      where tenant = $1 and user_id = $2 and target_id = any(${MET}))::text as muting,
    (select json_agg(user_id) from feed_engine.accounts
      where tenant = $1 and user_id = any(${MET}) and private)::text as private
  from (
    select
      json_agg(followee_id) filter (where version is not null) as accepted,
      json_agg(followee_id) filter (where version is null) as pending
    from feed_engine.follows
    where tenant = $1 and follower_id = $2 and followee_id = any(${MET})
  ) as follow`)
