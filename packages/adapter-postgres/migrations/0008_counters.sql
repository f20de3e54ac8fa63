-- Counters of posts, in parts, behind a store that answers. Only states are saved, the latest of each: what is saved
-- twice, late or half is right all the same.
create table feed_engine.counter_parts (
  tenant          text collate "C" not null,
  post_id         text collate "C" not null,
  part            smallint not null,
  -- The highest version of which anything was saved, and its counts of events.
  version         bigint not null,
  views           bigint not null,
  -- The highest version that was saved with all of its members, -1 if none was, and its counts of them. Below the other
  -- one, the members have to be counted.
  settled_version bigint not null,
  likes           bigint not null,
  replies         bigint not null,
  reposts         bigint not null,
  quotes          bigint not null,
  primary key (tenant, post_id, part)
);

create table feed_engine.counter_members (
  tenant  text collate "C" not null,
  post_id text collate "C" not null,
  part    smallint not null,
  -- 0 likes, 1 replies, 2 reposts, 3 quotes.
  counter smallint not null,
  member  text collate "C" not null,
  is_on   boolean not null,
  at_ms   bigint not null,
  primary key (tenant, post_id, part, counter, member)
);
