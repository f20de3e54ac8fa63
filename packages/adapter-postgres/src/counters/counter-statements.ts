import { reading, writing } from '../database/statement'

/**
 * One statement, and so one transaction. Rows are written in the order of their keys, so that saves of the same posts at
 * once do not wait for each other in a circle.
 */
export const SAVE = writing(`
  with saved_members as (
    insert into feed_engine.counter_members as saved (tenant, post_id, part, counter, member, is_on, at_ms)
    select distinct on (tenant, post_id, part, counter, member) tenant, post_id, part, counter, member, is_on, at_ms
    from unnest($11::text[], $12::text[], $13::smallint[], $14::smallint[], $15::text[], $16::boolean[], $17::bigint[])
      as given (tenant, post_id, part, counter, member, is_on, at_ms)
    order by tenant, post_id, part, counter, member, at_ms desc, is_on desc
    on conflict (tenant, post_id, part, counter, member) do update
    set is_on = excluded.is_on, at_ms = excluded.at_ms
    where (excluded.at_ms, excluded.is_on) > (saved.at_ms, saved.is_on)
  )
  insert into feed_engine.counter_parts as saved (
    tenant, post_id, part, version, views, settled_version, likes, replies, reposts, quotes
  )
  select distinct on (tenant, post_id, part)
    tenant, post_id, part, version, views, case when whole then version else -1 end,
    likes, replies, reposts, quotes
  from unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::boolean[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[], $10::bigint[])
    as given (tenant, post_id, part, version, whole, likes, replies, reposts, quotes, views)
  order by tenant, post_id, part, version desc, whole desc
  on conflict (tenant, post_id, part) do update
  set (version, views) = (
      select version, views from (values (excluded.version, excluded.views), (saved.version, saved.views))
        as state (version, views)
      order by version desc limit 1
    ),
    (settled_version, likes, replies, reposts, quotes) = (
      select settled_version, likes, replies, reposts, quotes from (values
        (excluded.settled_version, excluded.likes, excluded.replies, excluded.reposts, excluded.quotes),
        (saved.settled_version, saved.likes, saved.replies, saved.reposts, saved.quotes)
      ) as state (settled_version, likes, replies, reposts, quotes)
      order by settled_version desc limit 1
    )`)

/** Parts that are there, each with its place in the question, from 1, and those of the asked members that are there. */
export const LOAD = reading(`
  select asked.place::integer, saved.version::float8, saved.views::float8,
    coalesce(counted.likes, saved.likes)::float8 as likes, coalesce(counted.replies, saved.replies)::float8 as replies,
    coalesce(counted.reposts, saved.reposts)::float8 as reposts, coalesce(counted.quotes, saved.quotes)::float8 as quotes,
    found.members
  from unnest($1::text[], $2::text[], $3::smallint[]) with ordinality as asked (tenant, post_id, part, place)
  join feed_engine.counter_parts saved using (tenant, post_id, part)
  left join lateral (
    select count(*) filter (where counter = 0) as likes, count(*) filter (where counter = 1) as replies,
      count(*) filter (where counter = 2) as reposts, count(*) filter (where counter = 3) as quotes
    from feed_engine.counter_members member
    where member.tenant = asked.tenant and member.post_id = asked.post_id and member.part = asked.part and is_on
  ) counted on saved.version > saved.settled_version
  left join lateral (
    select json_agg(json_build_array(member.counter, member.member, member.is_on, member.at_ms)) as members
    from unnest($4::integer[], $5::smallint[], $6::text[]) as wanted (place, counter, member)
    join feed_engine.counter_members member
      on member.tenant = asked.tenant and member.post_id = asked.post_id and member.part = asked.part
      and member.counter = wanted.counter and member.member = wanted.member
    where wanted.place = asked.place
  ) found on true`)
