-- Vectors of decayed weights. Whoever changes one locks its row here first.
create table feed_engine.signal_subjects (
  id         bigint generated always as identity unique,
  tenant     text collate "C" not null,
  kind       text collate "C" not null,
  owner_id   text collate "C" not null,
  -- When nothing of it is left that would matter, by the clock of the server.
  expires_at timestamptz not null,
  primary key (tenant, kind, owner_id)
) with (fillfactor = 80);

create index signal_subjects_by_expiry on feed_engine.signal_subjects (expires_at);

-- The weight of a key as it was when it last changed.
create table feed_engine.signal_weights (
  subject_id bigint not null references feed_engine.signal_subjects (id) on delete cascade,
  key        text collate "C" not null,
  value      double precision not null,
  at_ms      bigint not null,
  primary key (subject_id, key)
) with (fillfactor = 80);

-- Events that were counted, each by 16 bytes of a hash of its name.
create table feed_engine.signal_events (
  subject_id bigint not null references feed_engine.signal_subjects (id) on delete cascade,
  name       bytea not null,
  expires_at timestamptz not null,
  primary key (subject_id, name)
);

create index signal_events_by_expiry on feed_engine.signal_events (expires_at);

-- What is left of a weight after so many half-lives. Of 200 of them less than any rounding; beyond, a double could not
-- hold it, and the server would refuse.
create function feed_engine.decayed(p_value double precision, p_half_lives double precision) returns double precision
language sql immutable parallel safe as $$
  select case when p_half_lives > 200 then 0 else p_value * power(2::double precision, -p_half_lives) end
$$;

-- Counts events and answers one status per update, in order. Arrays of updates go together, and so do those of changes,
-- which say by place, from 1, which update they belong to. Events are remembered for p_grace_ms longer than accepted.
create function feed_engine.record_signals(
  p_tenant text, p_now_ms bigint, p_grace_ms bigint,
  p_kinds text[], p_owners text[], p_names bytea[], p_at_ms bigint[], p_half_lives_ms bigint[], p_max_keys integer[],
  p_dedupe_ms bigint[], p_places integer[], p_keys text[], p_weights double precision[]
) returns text[] language plpgsql as $$
declare
  subject_ids bigint[];
  is_fresh boolean[];
  grown record;
begin
  -- Locked in one order for everybody, so that calls with vectors in common don't wait for each other in a circle.
  insert into feed_engine.signal_subjects as subject (tenant, kind, owner_id, expires_at)
  select p_tenant, given.kind, given.owner_id, clock_timestamp()
    + max(greatest(10 * half_life_ms, dedupe_ms) + p_grace_ms) * interval '1 millisecond'
  from unnest(p_kinds, p_owners, p_half_lives_ms, p_dedupe_ms) as given (kind, owner_id, half_life_ms, dedupe_ms)
  group by given.kind, given.owner_id
  order by given.kind, given.owner_id
  on conflict (tenant, kind, owner_id) do update set expires_at = excluded.expires_at;

  select array_agg(subject.id order by given.place) into subject_ids
  from unnest(p_kinds, p_owners) with ordinality as given (kind, owner_id, place)
  join feed_engine.signal_subjects subject
    on subject.tenant = p_tenant and subject.kind = given.kind and subject.owner_id = given.owner_id;

  with told as (
    select distinct on (subject_id, name) subject_id, name, place, dedupe_ms
    from unnest(subject_ids, p_names, p_at_ms, p_dedupe_ms) with ordinality
      as given (subject_id, name, at_ms, dedupe_ms, place)
    where at_ms >= p_now_ms - dedupe_ms
    order by subject_id, name, place
  ), counted as (
    insert into feed_engine.signal_events (subject_id, name, expires_at)
    select subject_id, name, clock_timestamp() + (dedupe_ms + p_grace_ms) * interval '1 millisecond' from told
    on conflict do nothing
    returning subject_id, name
  )
  select array_agg(counted.name is not null order by given.place) into is_fresh
  from generate_subscripts(subject_ids, 1) as given (place)
  left join told using (place)
  left join counted on counted.subject_id = told.subject_id and counted.name = told.name;

  -- Changes of one key are added up first, as of the latest of them: a row is written once.
  for grown in
    with change as (
      select subject_ids[place] as subject_id, key, weight, p_at_ms[place] as at_ms,
        p_half_lives_ms[place] as half_life_ms, p_max_keys[place] as max_keys
      from unnest(p_places, p_keys, p_weights) as given (place, key, weight)
      where is_fresh[place]
    ), latest as (
      select *, max(at_ms) over (partition by subject_id, key) as latest_ms from change
    ), added as (
      select subject_id, key, latest_ms, min(half_life_ms) as half_life_ms, min(max_keys) as max_keys,
        sum(feed_engine.decayed(weight, (latest_ms - at_ms)::double precision / half_life_ms)) as value
      from latest group by subject_id, key, latest_ms
    ), written as (
      insert into feed_engine.signal_weights as held (subject_id, key, value, at_ms)
      select subject_id, key, value, latest_ms from added
      on conflict (subject_id, key) do update set
        value = feed_engine.decayed(held.value, (greatest(held.at_ms, excluded.at_ms) - held.at_ms)::double precision
            / (select min(half_life_ms) from added where added.subject_id = held.subject_id))
          + feed_engine.decayed(excluded.value, (greatest(held.at_ms, excluded.at_ms) - excluded.at_ms)::double precision
            / (select min(half_life_ms) from added where added.subject_id = held.subject_id)),
        at_ms = greatest(held.at_ms, excluded.at_ms)
      returning subject_id, xmax = 0 as is_new
    )
    select written.subject_id, min(added.half_life_ms) as half_life_ms, min(added.max_keys) as max_keys
    from written join added using (subject_id)
    group by written.subject_id
    having bool_or(written.is_new)
  loop
    delete from feed_engine.signal_weights held
    using (
      select key from feed_engine.signal_weights
      where subject_id = grown.subject_id
      order by ln(value) / ln(2::double precision) + (at_ms - p_now_ms)::double precision / grown.half_life_ms desc, key
      offset grown.max_keys
    ) light
    where held.subject_id = grown.subject_id and held.key = light.key;
  end loop;

  -- A few more than were added, wherever they are; those that somebody else is at are left to them. One kind in a call:
  -- a vector takes its events along, and two calls that sweep both could wait for each other.
  delete from feed_engine.signal_events where ctid = any(array(
    select ctid from feed_engine.signal_events where expires_at < clock_timestamp()
    order by expires_at limit 2 * cardinality(p_names) for update skip locked
  ));
  if not found then
    delete from feed_engine.signal_subjects where ctid = any(array(
      select ctid from feed_engine.signal_subjects where expires_at < clock_timestamp()
      order by expires_at limit 2 for update skip locked
    ));
  end if;

  return array(
    select case
      when p_at_ms[place] < p_now_ms - p_dedupe_ms[place] then 'stale'
      when is_fresh[place] then 'applied'
      else 'duplicate'
    end
    from generate_subscripts(p_at_ms, 1) as given (place)
    order by place
  );
end $$;
