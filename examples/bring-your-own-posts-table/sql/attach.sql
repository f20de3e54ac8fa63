-- Makes the table of posts fit for the engine. Columns with constant defaults: no row is rewritten.
alter table app.posts
  add constraint posts_id_is_uuidv7 check (substr(id::text, 15, 1) = '7'),
  add column feed_version integer not null default 1,
  add column feed_withheld boolean not null default false,
  -- Who gets a post pushed. 0: every follower; so it is for posts that the engine knows from the table alone.
  add column feed_push_from smallint not null default 0,
  add column feed_fingerprint text not null default '',
  -- What the table has no column for: kind, references, topics, expiry. Absent: an ordinary post.
  add column feed_details json,
  -- A body that is no text. Absent: the body is the text.
  add column feed_bytes bytea;

create index on app.posts (user_id, id desc) where deleted_at is null;

-- The engine stores its events itself, and says so in its transactions. Triggers are for all others.
create trigger feed_raise_version before update on app.posts for each row
  when (current_setting('feed_posts.engine', true) is distinct from 'on' and old.* is distinct from new.*)
  execute function feed_posts.raise_version();
create trigger feed_announce_insert after insert on app.posts for each row
  when (current_setting('feed_posts.engine', true) is distinct from 'on')
  execute function feed_posts.announce_insert('of_tenant');
create trigger feed_announce_update after update on app.posts for each row
  when (current_setting('feed_posts.engine', true) is distinct from 'on' and old.* is distinct from new.*)
  execute function feed_posts.announce_update('of_tenant');
create trigger feed_bury after delete on app.posts for each row
  execute function feed_posts.bury('of_tenant');
