-- Events on their way to the bus, written in the transaction of the post that caused them.
create table feed_engine.outbox (
  partition smallint not null,
  record_id bigint generated always as identity,
  topic     text not null,
  key       text not null,
  value     bytea not null,
  primary key (partition, record_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create sequence feed_engine.outbox_fences;

-- Who may relay a partition. The fence names one claim; there is none when nobody has claimed.
create table feed_engine.outbox_claims (
  partition smallint primary key,
  fence     bigint,
  begun_at  timestamptz not null default '-infinity',
  ends_at   timestamptz not null default '-infinity'
) with (fillfactor = 20);

-- Their number is fixed: the partition of a key must not depend on who writes.
insert into feed_engine.outbox_claims (partition) select generate_series(0, 15);
