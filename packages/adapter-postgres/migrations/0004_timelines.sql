-- Timelines are a cache: unlogged, so that pushing to a thousand of them writes no log. A crash empties the tables, and
-- an absent timeline is filled anew.
--
-- Entries are packed, each the bytes of a position and 8 bytes of author hint, in two parts. `sealed` is sorted, newest
-- first, and lies out of line, where PostgreSQL does not touch it when something else of the row changes. Pushes are
-- appended to `recent`, in any order and perhaps repeatedly; now and then it is merged into `sealed`.
create unlogged table feed_engine.timelines (
  tenant         text collate "C" not null,
  kind           text collate "C" not null,
  owner_id       text collate "C" not null,
  expires_at     timestamptz not null,
  -- What the timeline is filled for; the version is null while it is being filled.
  graph_version  bigint,
  reader_class   smallint not null,
  position_bytes smallint not null default 8,
  token          text not null,
  -- Empty, and so below every position, as long as nothing was dropped.
  watermark      bytea not null default '',
  recent         bytea not null default '',
  sealed         bytea not null default '',
  primary key (tenant, kind, owner_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

alter table feed_engine.timelines alter recent set storage external, alter sealed set storage external;

create index timelines_by_expiry on feed_engine.timelines (expires_at);

-- Names the life of the table above: a crash empties both.
create unlogged table feed_engine.timeline_incarnation (
  only_row boolean primary key default true check (only_row),
  name     uuid not null default gen_random_uuid()
);

create function feed_engine.unpacked(packed bytea, position_bytes integer)
returns table (place integer, "position" bytea, entry bytea) language sql immutable parallel safe as $$
  select start, substring(packed from start for position_bytes), substring(packed from start for position_bytes + 8)
  from generate_series(1, octet_length(packed), position_bytes + 8) start
$$;

-- Sorted entries: each position once, as it came first, and all above a bound.
create function feed_engine.sorted(packed bytea, position_bytes integer, above bytea) returns bytea
language sql immutable parallel safe as $$
  select coalesce(string_agg(entry, ''::bytea order by position desc), '')
  from (
    select distinct on (position) position, entry
    from feed_engine.unpacked(packed, position_bytes)
    where position > above
    order by position desc, place
  ) entries
$$;

-- Merges loose entries into sorted ones, of which only those are touched that lie above the lowest loose one: none, as
-- a rule. At most so many stay; the watermark rises to the highest position that had to go.
create function feed_engine.sealed_with(
  p_sealed bytea, p_recent bytea, p_position_bytes integer, p_watermark bytea, p_max_entries integer,
  out sealed bytea, out watermark bytea
) language plpgsql immutable parallel safe as $$
declare
  entry_bytes integer := p_position_bytes + 8;
  most_bytes integer := p_max_entries * entry_bytes;
  -- Read from where it lies once, not with each look at a part of it.
  old bytea := p_sealed || ''::bytea;
  young bytea := feed_engine.sorted(p_recent, p_position_bytes, p_watermark);
  lowest bytea := substring(young from octet_length(young) - entry_bytes + 1 for p_position_bytes);
  overlap integer := 0;
begin
  while overlap < octet_length(old) and substring(old from overlap + 1 for p_position_bytes) >= lowest loop
    overlap := overlap + entry_bytes;
  end loop;
  if overlap > 0 then
    young := feed_engine.sorted(substring(old for overlap) || young, p_position_bytes, p_watermark);
  end if;
  sealed := young || substring(old from overlap + 1);
  watermark := p_watermark;
  if octet_length(sealed) > most_bytes then
    watermark := substring(sealed from most_bytes + 1 for p_position_bytes);
    sealed := substring(sealed for most_bytes);
  end if;
end $$;

-- The same with entries removed and added anywhere, and a watermark that may be raised.
create function feed_engine.merged(
  p_present bytea, p_removed bytea[], p_added bytea, p_position_bytes integer, p_watermark bytea, p_max_entries integer,
  out sealed bytea, out watermark bytea
) language sql immutable parallel safe as $$
  with kept as (
    select coalesce(string_agg(entry, ''::bytea order by place), '') as entries
    from feed_engine.unpacked(p_present, p_position_bytes)
    where position <> all(p_removed)
  ), result as (
    select feed_engine.sorted(entries || p_added, p_position_bytes, p_watermark) as entries from kept
  )
  select
    substring(entries for p_max_entries * (p_position_bytes + 8)),
    case when octet_length(entries) > p_max_entries * (p_position_bytes + 8)
      then substring(entries from p_max_entries * (p_position_bytes + 8) + 1 for p_position_bytes)
      else p_watermark
    end
  from result
$$;

-- Pushes entries to those of the feeds that are open. Answers the places, from 1, of feeds that took them, and of feeds
-- that are filled for a lower class of readers. All others are absent.
create function feed_engine.push(
  p_tenants text[], p_kinds text[], p_owners text[], p_entries bytea[], p_position_bytes integer,
  p_push_from integer, p_max_entries integer, out pushed integer[], out skipped integer[]
) language plpgsql as $$
declare
  open_rows tid[];
  expired_rows tid[];
  full_rows tid[];
  -- A quarter more than the limit before it is enforced, and no more loose entries than a row holds in line.
  most_bytes integer := (p_max_entries + p_max_entries / 4) * (p_position_bytes + 8);
  most_recent_bytes integer := 768;
begin
  -- Locked in one order for everybody, so that pushes with feeds in common don't wait for each other in a circle. A
  -- locked row stays in its place, so its address serves as its name until it is written.
  with found as (
    select feed.place, timeline.ctid as address, timeline.reader_class, timeline.expires_at > clock_timestamp() as alive
    from unnest(p_tenants, p_kinds, p_owners) with ordinality as feed (tenant, kind, owner_id, place)
    join feed_engine.timelines timeline using (tenant, kind, owner_id)
    order by timeline.tenant, timeline.kind, timeline.owner_id
    for no key update of timeline
  )
  select
    array_agg(address) filter (where alive and reader_class >= p_push_from),
    array_agg(place) filter (where alive and reader_class >= p_push_from),
    array_agg(place) filter (where alive and reader_class < p_push_from),
    array_agg(address) filter (where not alive)
  into open_rows, pushed, skipped, expired_rows
  from found;

  -- Once a push was kept from an expired timeline, no read that was about to prolong it may find it any more.
  delete from feed_engine.timelines where ctid = any(expired_rows);

  with appended as (
    update feed_engine.timelines timeline
    set position_bytes = coalesce(p_position_bytes, position_bytes), recent = recent || coalesce(
      (select string_agg(entry, ''::bytea) from unnest(p_entries) entry
       where substring(entry for p_position_bytes) > timeline.watermark), '')
    where ctid = any(open_rows)
    returning ctid as address, octet_length(recent) as recent_bytes, octet_length(sealed) as sealed_bytes
  )
  select array_agg(address) into full_rows from appended
  where recent_bytes > most_recent_bytes or recent_bytes + sealed_bytes > most_bytes;

  update feed_engine.timelines
  set recent = '', (sealed, watermark) = (
    select result.sealed, result.watermark
    from feed_engine.sealed_with(
      timelines.sealed, timelines.recent, p_position_bytes, timelines.watermark, p_max_entries
    ) result
  )
  where ctid = any(full_rows);
end $$;
