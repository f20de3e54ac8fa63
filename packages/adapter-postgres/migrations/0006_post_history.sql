-- What a post said before its edits, newest first. In the row itself: kept, and erased, with whatever else changes there.
create type feed_engine.post_revision as (
  version        integer,
  replaced_at_ms bigint,
  details        json,
  body           bytea
);

alter table feed_engine.posts add column history feed_engine.post_revision[];
