-- Everyone who ever asked to follow somebody. Whoever changes a user's follows locks this row first.
create table feed_engine.viewers (
  tenant        text collate "C" not null,
  user_id       text collate "C" not null,
  graph_version bigint not null default 0,
  followees     integer not null default 0,
  pending       integer not null default 0,
  primary key (tenant, user_id)
) with (fillfactor = 80);

create table feed_engine.follows (
  tenant        text collate "C" not null,
  follower_id   text collate "C" not null,
  followee_id   text collate "C" not null,
  -- Graph version of the follower at which the follow was accepted; null while it waits for approval.
  version       bigint,
  -- 32-bit hash of the follower: its cell among n is the remainder of a division by n.
  follower_hash bigint not null,
  primary key (tenant, follower_id, followee_id)
);

create unique index follows_by_followee on feed_engine.follows (tenant, followee_id, follower_id)
  include (follower_hash) where version is not null;
create unique index follows_pending on feed_engine.follows (tenant, followee_id, follower_id) where version is null;
create unique index follows_by_version on feed_engine.follows (tenant, follower_id, version) where version is not null;

-- Accepted followers of a user, in 16 parts by hash of the follower: thousands may follow one author at once, and a
-- single counter would make them wait for one another. The sum of the parts is exact.
create table feed_engine.follower_counts (
  tenant    text collate "C" not null,
  user_id   text collate "C" not null,
  part      smallint not null,
  followers integer not null,
  primary key (tenant, user_id, part)
) with (fillfactor = 70);

create table feed_engine.blocks (
  tenant    text collate "C" not null,
  user_id   text collate "C" not null,
  target_id text collate "C" not null,
  primary key (tenant, user_id, target_id)
);

create table feed_engine.mutes (
  tenant    text collate "C" not null,
  user_id   text collate "C" not null,
  target_id text collate "C" not null,
  primary key (tenant, user_id, target_id)
);

-- Accounts whose visibility was ever set; all others are public.
create table feed_engine.accounts (
  tenant  text collate "C" not null,
  user_id text collate "C" not null,
  private boolean not null,
  primary key (tenant, user_id)
);

-- Delivery of each author's latest decision.
create table feed_engine.deliveries (
  tenant    text collate "C" not null,
  author_id text collate "C" not null,
  push_from smallint not null,
  primary key (tenant, author_id)
);

-- Marks: up to which position readers below a class have to pull an author. Most authors have none.
create table feed_engine.pull_marks (
  tenant      text collate "C" not null,
  author_id   text collate "C" not null,
  below_class smallint not null,
  position    bytea not null,
  primary key (tenant, author_id, below_class)
);

create index pull_marks_by_position on feed_engine.pull_marks (tenant, position);

-- Locks the rows of users whose follows will change, in one order for everybody, and makes them if need be.
create function feed_engine.lock_viewers(p_tenant text, p_user_ids text[]) returns void language plpgsql as $$
begin
  insert into feed_engine.viewers (tenant, user_id)
  select p_tenant, user_id from unnest(p_user_ids) user_id order by user_id collate "C"
  on conflict do nothing;
  perform from feed_engine.viewers
  where tenant = p_tenant and user_id = any(p_user_ids)
  order by user_id
  for no key update;
end $$;

-- Keeps an account's visibility as it is for as long as a follow is being decided by it, or for whom changes it.
create function feed_engine.account_lock(p_tenant text, p_user_id text, out space integer, out account integer)
language sql stable as $$
  select 'feed_engine.accounts'::regclass::oid::integer, hashtext(p_tenant || chr(31) || p_user_id)
$$;

-- Makes a follow accepted, with the follower's next version. The follower's row is locked, the follow is not accepted.
create function feed_engine.accept_follow(p_tenant text, p_follower text, p_followee text, p_follower_hash bigint)
returns void language plpgsql as $$
declare
  was_pending boolean := exists (
    select from feed_engine.follows where tenant = p_tenant and follower_id = p_follower and followee_id = p_followee
  );
  next_version bigint;
begin
  update feed_engine.viewers
  set graph_version = graph_version + 1, followees = followees + 1, pending = pending - was_pending::integer
  where tenant = p_tenant and user_id = p_follower
  returning graph_version into next_version;

  insert into feed_engine.follows (tenant, follower_id, followee_id, version, follower_hash)
  values (p_tenant, p_follower, p_followee, next_version, p_follower_hash)
  on conflict (tenant, follower_id, followee_id) do update set version = excluded.version;

  insert into feed_engine.follower_counts as counts (tenant, user_id, part, followers)
  values (p_tenant, p_followee, p_follower_hash & 15, 1)
  on conflict (tenant, user_id, part) do update set followers = counts.followers + 1;
end $$;

-- Removes a follow in either state, if there is one. The follower's row is locked.
create function feed_engine.end_follow(p_tenant text, p_follower text, p_followee text) returns boolean
language plpgsql as $$
declare
  ended feed_engine.follows;
begin
  delete from feed_engine.follows
  where tenant = p_tenant and follower_id = p_follower and followee_id = p_followee
  returning * into ended;
  if not found then
    return false;
  end if;
  update feed_engine.viewers
  set followees = followees - (ended.version is not null)::integer, pending = pending - (ended.version is null)::integer
  where tenant = p_tenant and user_id = p_follower;
  update feed_engine.follower_counts set followers = followers - 1
  where ended.version is not null
    and tenant = p_tenant and user_id = p_followee and part = ended.follower_hash & 15;
  return true;
end $$;

create function feed_engine.follow(
  p_tenant text, p_follower text, p_followee text, p_follower_hash bigint, p_max_followees integer,
  out status text, out changed boolean
) language plpgsql as $$
declare
  edge feed_engine.follows;
  is_private boolean;
  room integer;
begin
  changed := false;
  perform feed_engine.lock_viewers(p_tenant, array[p_follower]);
  perform pg_advisory_xact_lock_shared(space, account) from feed_engine.account_lock(p_tenant, p_followee);

  if exists (
    select from feed_engine.blocks
    where tenant = p_tenant and (user_id, target_id) in ((p_follower, p_followee), (p_followee, p_follower))
  ) then
    status := 'blocked';
    return;
  end if;

  select * into edge from feed_engine.follows
  where tenant = p_tenant and follower_id = p_follower and followee_id = p_followee;
  is_private := coalesce(
    (select private from feed_engine.accounts where tenant = p_tenant and user_id = p_followee), false
  );
  room := (
    select p_max_followees - followees - pending from feed_engine.viewers
    where tenant = p_tenant and user_id = p_follower
  );

  if edge.version is not null then
    status := 'accepted';
  elsif edge.tenant is not null and is_private then
    status := 'pending';
  elsif edge.tenant is null and room <= 0 then
    status := 'limit';
  elsif is_private then
    insert into feed_engine.follows (tenant, follower_id, followee_id, follower_hash)
    values (p_tenant, p_follower, p_followee, p_follower_hash);
    update feed_engine.viewers set pending = pending + 1 where tenant = p_tenant and user_id = p_follower;
    status := 'pending';
    changed := true;
  else
    perform feed_engine.accept_follow(p_tenant, p_follower, p_followee, p_follower_hash);
    status := 'accepted';
    changed := true;
  end if;
end $$;

create function feed_engine.approve_follow(p_tenant text, p_follower text, p_followee text, out status text)
language plpgsql as $$
declare
  edge feed_engine.follows;
begin
  perform feed_engine.lock_viewers(p_tenant, array[p_follower]);
  select * into edge from feed_engine.follows
  where tenant = p_tenant and follower_id = p_follower and followee_id = p_followee;
  if edge.tenant is null then
    status := 'missing';
  elsif edge.version is not null then
    status := 'accepted';
  else
    perform feed_engine.accept_follow(p_tenant, p_follower, p_followee, edge.follower_hash);
    status := 'approved';
  end if;
end $$;

create function feed_engine.unfollow(p_tenant text, p_follower text, p_followee text, out removed boolean)
language plpgsql as $$
begin
  perform feed_engine.lock_viewers(p_tenant, array[p_follower]);
  removed := feed_engine.end_follow(p_tenant, p_follower, p_followee);
end $$;

create function feed_engine.block(p_tenant text, p_user text, p_target text) returns void language plpgsql as $$
begin
  perform feed_engine.lock_viewers(p_tenant, array[p_user, p_target]);
  insert into feed_engine.blocks (tenant, user_id, target_id) values (p_tenant, p_user, p_target)
  on conflict do nothing;
  perform feed_engine.end_follow(p_tenant, p_user, p_target);
  perform feed_engine.end_follow(p_tenant, p_target, p_user);
end $$;

create function feed_engine.set_account_visibility(p_tenant text, p_user text, p_private boolean) returns void
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(space, account) from feed_engine.account_lock(p_tenant, p_user);
  insert into feed_engine.accounts (tenant, user_id, private) values (p_tenant, p_user, p_private)
  on conflict (tenant, user_id) do update set private = excluded.private;
end $$;
