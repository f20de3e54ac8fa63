-- Posts. Rows are never removed: an id stays deleted for longer than any replay can reach back.
create table feed_engine.posts (
  tenant          text collate "C" not null,
  post_id         text collate "C" not null,
  -- Bytes of the id, big-endian: 8 or 16. bytea compares bytewise, and takes half the room of hex digits.
  position        bytea,
  author_id       text collate "C",
  idempotency_key text collate "C",
  created_at_ms   bigint,
  expires_at_ms   bigint,
  version         integer not null,
  push_from       smallint,
  -- The tombstone: set by a delete, final, and written by no put. One that came before its post has nothing else.
  deleted         boolean not null default false,
  state           text,
  visibility      text,
  kind            text,
  fingerprint     text,
  -- What no statement asks about: references, topics, content type, media, region.
  details         json,
  body            bytea,
  primary key (tenant, post_id),
  check (deleted or num_nulls(position, author_id, created_at_ms, push_from, state, visibility, kind, fingerprint, body) = 0)
);

create index posts_by_author on feed_engine.posts (tenant, author_id, position) where not deleted;

create unique index posts_by_idempotency_key on feed_engine.posts (tenant, author_id, idempotency_key)
  where idempotency_key is not null;
