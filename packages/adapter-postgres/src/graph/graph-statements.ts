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

/**
 * One row per user who matters to the answer, and at least one for the viewer's graph version; all from the snapshot of
 * the one statement. Parameters: tenant, viewer, authors, reader class, lower bound of marks, of versions, limit.
 */
export const VIEWER_RELATIONS = reading(`
  with marked as (
    select author_id as user_id, string_agg(encode(position, 'hex'), ',') as marks
    from feed_engine.pull_marks mark
    where tenant = $1 and below_class > $4 and position > decode($5, 'hex')
      and (author_id = $2 or exists (
        select from feed_engine.follows
        where tenant = $1 and follower_id = $2 and followee_id = mark.author_id and version is not null
      ))
    group by author_id
  ), fresh as (
    select followee_id as user_id, version
    from feed_engine.follows
    where tenant = $1 and follower_id = $2 and version > $6::bigint
    order by version
    limit $7 + 1
  ), met as (
    select unnest($3::text[]) collate "C" as user_id union select user_id from marked union select user_id from fresh
  )
  select
    coalesce(viewer.graph_version, 0)::float8 as graph_version,
    met.user_id,
    marked.marks,
    fresh.version::float8 as fresh,
    case when follow.tenant is null then 'none' when follow.version is null then 'pending' else 'accepted' end as follow,
    blocking.tenant is not null as blocking,
    blocked_by.tenant is not null as blocked_by,
    muting.tenant is not null as muting,
    coalesce(account.private, false) as private
  from (values (1)) as always
  left join feed_engine.viewers viewer on viewer.tenant = $1 and viewer.user_id = $2
  left join met on true
  left join marked on marked.user_id = met.user_id
  left join fresh on fresh.user_id = met.user_id
  left join feed_engine.follows follow
    on follow.tenant = $1 and follow.follower_id = $2 and follow.followee_id = met.user_id
  left join feed_engine.blocks blocking
    on blocking.tenant = $1 and blocking.user_id = $2 and blocking.target_id = met.user_id
  left join feed_engine.blocks blocked_by
    on blocked_by.tenant = $1 and blocked_by.user_id = met.user_id and blocked_by.target_id = $2
  left join feed_engine.mutes muting
    on muting.tenant = $1 and muting.user_id = $2 and muting.target_id = met.user_id
  left join feed_engine.accounts account on account.tenant = $1 and account.user_id = met.user_id
  order by fresh.version`)
