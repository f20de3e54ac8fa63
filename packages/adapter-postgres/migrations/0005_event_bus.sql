-- Messages as they were published, kept until every group has handled them and their retention is over.
create table feed_engine.bus_messages (
  message_id      bigint generated always as identity primary key,
  published_at_ms bigint not null default floor(extract(epoch from clock_timestamp()) * 1000),
  -- The publishing transaction: tells a broadcast what has become visible since it last looked, in whatever order
  -- transactions commit.
  published_by    xid8 not null default pg_current_xact_id(),
  topic           text collate "C" not null,
  key             text collate "C" not null,
  value           bytea not null
);

create index bus_messages_by_transaction on feed_engine.bus_messages (topic, published_by);

create table feed_engine.bus_groups (
  group_id bigint generated always as identity primary key,
  topic    text collate "C" not null,
  name     text collate "C" not null,
  unique (topic, name)
);

-- What a group still has to handle. A message that was replayed may be there twice.
create table feed_engine.bus_queue (
  group_id   bigint not null,
  key        text collate "C" not null,
  entry_id   bigint generated always as identity,
  message_id bigint not null,
  attempts   integer not null default 0,
  primary key (group_id, key, entry_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create index bus_queue_by_message on feed_engine.bus_queue (message_id);

-- One row per key that a group has something to do for. Whoever takes a key's next message takes the lane, so messages
-- of a key are handled one at a time and in order. Due: when the lane may be taken, which for one that is taken is the
-- end of its lease. The fence names one taking; the holder stays when a lease ran out, so as to be passed over.
create table feed_engine.bus_lanes (
  group_id bigint not null,
  key      text collate "C" not null,
  due_at   timestamptz not null default clock_timestamp(),
  fence    bigint not null default 0,
  holder   text,
  primary key (group_id, key)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create index bus_lanes_by_due on feed_engine.bus_lanes (group_id, due_at);

create sequence feed_engine.bus_fences;

create table feed_engine.bus_dead_letters (
  letter_id  bigint generated always as identity,
  group_id   bigint not null,
  buried_at  timestamptz not null default clock_timestamp(),
  attempts   integer not null,
  key        text not null,
  code       text not null,
  cause      text not null,
  value      bytea not null,
  primary key (group_id, letter_id)
);

-- Gives messages to groups, behind what these have. Lanes come first: the lock on a lane keeps whoever settles its last
-- message from removing it meanwhile.
create function feed_engine.bus_enqueue(p_groups bigint[], p_messages bigint[]) returns void language plpgsql as $$
begin
  insert into feed_engine.bus_lanes (group_id, key)
  select distinct group_id, key
  from unnest(p_groups) group_id cross join feed_engine.bus_messages
  where message_id = any(p_messages)
  order by group_id, key
  on conflict (group_id, key) do update set key = excluded.key;

  insert into feed_engine.bus_queue (group_id, key, message_id)
  select group_id, key, message_id
  from unnest(p_groups) group_id cross join feed_engine.bus_messages
  where message_id = any(p_messages)
  order by group_id, message_id;
end $$;

-- Publishers of a topic share this lock; whoever adds a group to the topic has it alone, so no message falls between.
create function feed_engine.bus_topic_lock(p_topic text, out space integer, out topic integer)
language sql stable as $$
  select 'feed_engine.bus_groups'::regclass::oid::integer, hashtext(p_topic)
$$;

-- Held by whoever removes old messages, and by whoever is about to hand them to a group.
create function feed_engine.bus_history_lock() returns bigint language sql stable as $$
  select 'feed_engine.bus_messages'::regclass::oid::bigint
$$;

create function feed_engine.bus_publish(p_channel text, p_topic text, p_keys text[], p_values bytea[]) returns void
language plpgsql as $$
declare
  messages bigint[];
begin
  perform pg_advisory_xact_lock_shared(space, topic) from feed_engine.bus_topic_lock(p_topic);
  with published as (
    insert into feed_engine.bus_messages (topic, key, value)
    select p_topic, key, value
    from unnest(p_keys, p_values) with ordinality as message (key, value, place)
    order by place
    returning message_id
  )
  select array_agg(message_id) into messages from published;
  perform feed_engine.bus_enqueue(array_agg(group_id), messages) from feed_engine.bus_groups where topic = p_topic;
  perform pg_notify(p_channel, case when octet_length(p_topic) < 8000 then p_topic else '' end);
end $$;

create function feed_engine.bus_ensure_group(p_topic text, p_name text) returns bigint language plpgsql as $$
declare
  found_id bigint := (select group_id from feed_engine.bus_groups where topic = p_topic and name = p_name);
begin
  if found_id is not null then
    return found_id;
  end if;
  perform pg_advisory_xact_lock(feed_engine.bus_history_lock());
  perform pg_advisory_xact_lock(space, topic) from feed_engine.bus_topic_lock(p_topic);
  insert into feed_engine.bus_groups (topic, name) values (p_topic, p_name)
  on conflict do nothing
  returning group_id into found_id;
  if found_id is null then
    return (select group_id from feed_engine.bus_groups where topic = p_topic and name = p_name);
  end if;
  perform feed_engine.bus_enqueue(array[found_id], array_agg(message_id))
  from feed_engine.bus_messages where topic = p_topic;
  return found_id;
end $$;

create function feed_engine.bus_replay(p_topic text, p_name text, p_from_ms bigint) returns integer
language plpgsql as $$
declare
  replayed bigint[];
begin
  perform pg_advisory_xact_lock(feed_engine.bus_history_lock());
  replayed := array(
    select message_id from feed_engine.bus_messages where topic = p_topic and published_at_ms >= p_from_ms
  );
  perform feed_engine.bus_enqueue(array[group_id], replayed)
  from feed_engine.bus_groups where topic = p_topic and name = p_name;
  return case when found then cardinality(replayed) else 0 end;
end $$;

-- What consumers note about their work need not be on disk before it counts: after a crash of the server they would
-- only do some of it again. A holder is named beside the fence, since a crash may also set the sequence back.
create function feed_engine.bus_commit_lazily() returns void language sql as $$
  select set_config('synchronous_commit', 'off', true)
$$;

-- Takes lanes that are due, the longest waiting first, and answers the next message of each. A lane whose lease ran
-- out under this very holder is left to others for a while.
create function feed_engine.bus_take(p_group bigint, p_holder text, p_limit integer, p_lease interval, p_patience interval)
returns table (fence bigint, entry_id bigint, attempt integer, published_at_ms bigint, key text, value bytea)
language plpgsql as $$
declare
  taken feed_engine.bus_lanes[];
begin
  perform feed_engine.bus_commit_lazily();
  with due as (
    select lane.key from feed_engine.bus_lanes lane
    where lane.group_id = p_group and lane.due_at <= now()
      and (lane.holder is distinct from p_holder or lane.due_at <= now() - p_patience)
    order by lane.due_at
    limit p_limit
    for update skip locked
  ), leased as (
    update feed_engine.bus_lanes lane
    set due_at = clock_timestamp() + p_lease, fence = nextval('feed_engine.bus_fences'), holder = p_holder
    from due
    where lane.group_id = p_group and lane.key = due.key
    returning lane.*
  )
  select array_agg(leased::feed_engine.bus_lanes) into taken from leased;

  -- A statement of its own: it sees what was settled before the lanes were taken.
  return query
  with next as (
    select lane.fence, head.entry_id, lane.key
    from unnest(taken) lane
    cross join lateral (
      select queue.entry_id from feed_engine.bus_queue queue
      where queue.group_id = p_group and queue.key = lane.key
      order by queue.entry_id
      limit 1
    ) head
  ), tried as (
    update feed_engine.bus_queue queue set attempts = queue.attempts + 1
    from next
    where queue.group_id = p_group and queue.key = next.key and queue.entry_id = next.entry_id
    returning next.fence, queue.entry_id, queue.attempts, queue.message_id
  )
  select tried.fence, tried.entry_id, tried.attempts, message.published_at_ms, message.key, message.value
  from tried join feed_engine.bus_messages message using (message_id);
end $$;

-- Ends the work on a message for good, as a dead letter if it has a code. False, and nothing done, if the lane has
-- another holder by now.
create function feed_engine.bus_settle(
  p_group bigint, p_holder text, p_key text, p_fence bigint, p_entry bigint, p_code text, p_cause text
) returns boolean language plpgsql as $$
begin
  perform feed_engine.bus_commit_lazily();
  perform from feed_engine.bus_lanes lane
  where lane.group_id = p_group and lane.key = p_key and lane.fence = p_fence and lane.holder = p_holder
  for update;
  if not found then
    return false;
  end if;

  insert into feed_engine.bus_dead_letters (group_id, attempts, key, code, cause, value)
  select p_group, queue.attempts, p_key, p_code, p_cause, message.value
  from feed_engine.bus_queue queue join feed_engine.bus_messages message using (message_id)
  where p_code is not null and queue.group_id = p_group and queue.key = p_key and queue.entry_id = p_entry;

  delete from feed_engine.bus_queue queue
  where queue.group_id = p_group and queue.key = p_key and queue.entry_id = p_entry;

  if exists (select from feed_engine.bus_queue queue where queue.group_id = p_group and queue.key = p_key) then
    update feed_engine.bus_lanes lane set due_at = clock_timestamp(), fence = 0, holder = null
    where lane.group_id = p_group and lane.key = p_key;
  else
    delete from feed_engine.bus_lanes lane where lane.group_id = p_group and lane.key = p_key;
  end if;
  return true;
end $$;

-- Gives a message back for another try after a delay. An attempt that never began is taken off again.
create function feed_engine.bus_give_back(
  p_group bigint, p_holder text, p_key text, p_fence bigint, p_entry bigint, p_delay interval, p_begun boolean
) returns boolean language plpgsql as $$
begin
  perform feed_engine.bus_commit_lazily();
  update feed_engine.bus_lanes lane set due_at = clock_timestamp() + p_delay, fence = 0, holder = null
  where lane.group_id = p_group and lane.key = p_key and lane.fence = p_fence and lane.holder = p_holder;
  if not found then
    return false;
  end if;
  update feed_engine.bus_queue queue set attempts = queue.attempts - 1
  where not p_begun and queue.group_id = p_group and queue.key = p_key and queue.entry_id = p_entry;
  return true;
end $$;

-- Prolongs the lease on a message; false if somebody else holds it by now.
create function feed_engine.bus_heartbeat(
  p_group bigint, p_holder text, p_key text, p_fence bigint, p_lease interval
) returns boolean language plpgsql as $$
begin
  perform feed_engine.bus_commit_lazily();
  update feed_engine.bus_lanes lane set due_at = clock_timestamp() + p_lease
  where lane.group_id = p_group and lane.key = p_key and lane.fence = p_fence and lane.holder = p_holder;
  return found;
end $$;

-- Removes messages, oldest first, that are older than the retention and older than all that any group has to handle,
-- and dead letters older than the retention. Answers whether more may be left.
create function feed_engine.bus_purge(p_retention interval, p_limit integer) returns boolean language plpgsql as $$
declare
  oldest_needed bigint;
  removed integer;
begin
  if not pg_try_advisory_xact_lock(feed_engine.bus_history_lock()) then
    return false;
  end if;
  oldest_needed := (select min(message_id) from feed_engine.bus_queue);
  delete from feed_engine.bus_messages
  where message_id in (
    select message_id from feed_engine.bus_messages message
    where published_at_ms < extract(epoch from clock_timestamp() - p_retention) * 1000
      and (oldest_needed is null or message_id < oldest_needed)
      and not exists (select from feed_engine.bus_queue queue where queue.message_id = message.message_id)
    order by message_id
    limit p_limit
  );
  get diagnostics removed = row_count;
  delete from feed_engine.bus_dead_letters where buried_at < clock_timestamp() - p_retention;
  return removed = p_limit;
end $$;
