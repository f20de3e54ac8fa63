import { comparing, reading, writing } from '../database/statement'

export const ADD_RECORD = writing(`
  insert into feed_engine.outbox (shard, minute, time, op, seq, topic, key, value)
  values (?, ?, ?, ?, ?, ?, ?, ?)
  using timestamp ?`)

/** With the next timestamp after that of the record: whoever stores the record once more does not bring it back. */
export const REMOVE_RECORD = writing(`
  delete from feed_engine.outbox
  using timestamp ?
  where shard = ? and minute = ? and time = ? and op = ? and seq = ?`)

export const RECORDS = reading(`
  select time, op, seq, topic, key, value
  from feed_engine.outbox
  where shard = ? and minute = ?
  limit ?`)

export const COUNT_RECORDS = reading(`
  select count(*) as records
  from feed_engine.outbox
  where shard = ? and minute = ?`)

export const ADD_MINUTE = writing(`
  insert into feed_engine.outbox_minutes (shard, minute)
  values (?, ?)`)

export const MINUTES = reading(`
  select minute
  from feed_engine.outbox_minutes
  where shard = ? and minute >= ?`)

export const FORGET_MINUTES = writing(`
  delete from feed_engine.outbox_minutes
  where shard = ? and minute < ?`)

/** Its own timestamp: the highest head wins, whoever comes last. */
export const RAISE_HEAD = writing(`
  update feed_engine.outbox_shards
  using timestamp ?
  set head = ?
  where shard = ?`)

export const FIND_SHARD = reading(`
  select head, fence, lease_until, low, next_low
  from feed_engine.outbox_shards
  where shard = ?`)

export const CLAIM = comparing(`
  update feed_engine.outbox_shards
  set fence = ?, lease_until = ?
  where shard = ?
  if fence = ?`)

export const PROLONG = comparing(`
  update feed_engine.outbox_shards
  set lease_until = ?
  where shard = ?
  if fence = ?`)

export const RELEASE = comparing(`
  update feed_engine.outbox_shards
  set fence = null, lease_until = null
  where shard = ?
  if fence = ?`)

export const ANNOUNCE_LOW = comparing(`
  update feed_engine.outbox_shards
  set next_low = ?
  where shard = ?
  if low = ? and next_low = ?`)

export const RAISE_LOW = comparing(`
  update feed_engine.outbox_shards
  set low = ?
  where shard = ?
  if low = ? and next_low = ?`)
