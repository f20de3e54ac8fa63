-- What the contract of a post store needs and the table of posts has no place for. Once per database.
select pg_advisory_xact_lock(hashtextextended('feed_posts', 0));
create schema if not exists feed_posts;

create table if not exists feed_posts.idempotency_keys (
  tenant text not null,
  author_id text not null,
  key text not null,
  post_id uuid not null,
  primary key (tenant, author_id, key)
);

-- Ids that are gone and have no row: deleted before they were put, or removed by the application.
create table if not exists feed_posts.tombstones (
  tenant text not null,
  post_id uuid not null,
  -- Of a row that was removed.
  author_id text,
  version integer,
  primary key (tenant, post_id)
);

-- Everything of one key lies in one of 16 partitions.
create table if not exists feed_posts.outbox (
  record_id bigint generated always as identity primary key,
  partition smallint not null generated always as ((hashtext(key) & 15)::smallint) stored,
  topic text not null,
  key text not null,
  value bytea not null
);
create index if not exists outbox_by_partition on feed_posts.outbox (partition, record_id);

create table if not exists feed_posts.outbox_claims (
  partition smallint primary key,
  fence uuid,
  ends_at timestamptz not null default '-infinity'
);
insert into feed_posts.outbox_claims (partition) select generate_series(0, 15) on conflict do nothing;

-- An event in the format of the engine, version 1, about a change that did not go through the engine.
create or replace function feed_posts.announce(kind text, tenant text, author_id text, data jsonb)
returns void language sql as $$
  insert into feed_posts.outbox (topic, key, value)
  select 'posts', author_id, convert_to(jsonb_build_object(
    'v', 1,
    'type', kind,
    'eventId', gen_random_uuid(),
    'key', author_id,
    'occurredAtMs', floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
    'tenant', tenant,
    'origin', 'posts-table',
    'data', data
  )::text, 'UTF8')
$$;

-- The functions below run with the rights of whoever attached the table: the application needs none on this schema.

create or replace function feed_posts.raise_version() returns trigger language plpgsql as $$
begin
  new.feed_version := old.feed_version + 1;
  return new;
end
$$;

create or replace function feed_posts.announce_insert() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform feed_posts.announce('post.published', tg_argv[0], new.user_id,
    jsonb_build_object('postId', new.id, 'authorId', new.user_id, 'pushFrom', new.feed_push_from));
  return null;
end
$$;

create or replace function feed_posts.announce_update() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  about jsonb := jsonb_build_object('postId', new.id, 'authorId', new.user_id);
begin
  if new.deleted_at is null then
    perform feed_posts.announce('post.updated', tg_argv[0], new.user_id, about || jsonb_build_object('version', new.feed_version));
  elsif old.deleted_at is null then
    perform feed_posts.announce('post.deleted', tg_argv[0], new.user_id, about);
  end if;
  return null;
end
$$;

create or replace function feed_posts.bury() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into feed_posts.tombstones (tenant, post_id, author_id, version)
  values (tg_argv[0], old.id, old.user_id, old.feed_version + 1)
  on conflict do nothing;
  if old.deleted_at is null then
    perform feed_posts.announce('post.deleted', tg_argv[0], old.user_id,
      jsonb_build_object('postId', old.id, 'authorId', old.user_id));
  end if;
  return null;
end
$$;
