import { comparing, reading, writing } from '../database/statement'

export const FIND_POST = reading(`
  select tenant, post_id, author_id, position, created_at, kind, version, state, visibility, push_from, body,
    fingerprint, details, deleted, op, op_time, idempotency_key, event_topics, event_keys, event_values
  from feed_engine.posts
  where tenant = ? and post_id = ?`)

export const FIND_VERSION = reading(`
  select author_id, version, op_time
  from feed_engine.posts
  where tenant = ? and post_id = ?`)

export const CREATE_POST = comparing(`
  insert into feed_engine.posts (tenant, post_id, author_id, position, created_at, kind, version, state, visibility,
    push_from, body, fingerprint, details, op, op_time, idempotency_key, event_topics, event_keys, event_values)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  if not exists`)

export const CREATE_TOMBSTONE = comparing(`
  insert into feed_engine.posts (tenant, post_id, version, deleted, op, op_time, event_topics, event_keys, event_values)
  values (?, ?, 1, true, ?, ?, ?, ?, ?)
  if not exists`)

export const CHANGE_POST = comparing(`
  update feed_engine.posts
  set visibility = ?, state = ?, body = ?, details = ?, version = ?, op = ?, op_time = ?, event_topics = ?,
    event_keys = ?, event_values = ?
  where tenant = ? and post_id = ?
  if op = ? and op_time = null`)

export const DELETE_POST = comparing(`
  update feed_engine.posts
  set deleted = true, body = null, version = ?, op = ?, op_time = ?, event_topics = ?, event_keys = ?, event_values = ?
  where tenant = ? and post_id = ?
  if op = ? and op_time = null`)

/** The change is done. */
export const SETTLE_POST = comparing(`
  update feed_engine.posts
  set op_time = null, idempotency_key = null, event_topics = null, event_keys = null, event_values = null
  where tenant = ? and post_id = ?
  if op = ? and op_time = ?`)

/** The events of the change have to be stored under a later time. */
export const POSTPONE_POST = comparing(`
  update feed_engine.posts
  set op_time = ?
  where tenant = ? and post_id = ?
  if op = ? and op_time = ?`)

/** The creation never was: its key names another post. */
export const UNDO_POST = comparing(`
  delete from feed_engine.posts
  where tenant = ? and post_id = ?
  if op = ?`)

export const FIND_KEY = reading(`
  select post_id, op
  from feed_engine.post_keys
  where tenant = ? and author_id = ? and idempotency_key = ?`)

export const CLAIM_KEY = comparing(`
  insert into feed_engine.post_keys (tenant, author_id, idempotency_key, post_id, op)
  values (?, ?, ?, ?, ?)
  if not exists`)

export const LIST_POST = writing(`
  insert into feed_engine.author_posts (tenant, author_id, bucket, position)
  values (?, ?, ?, ?)
  using timestamp 1`)

export const UNLIST_POST = writing(`
  delete from feed_engine.author_posts
  using timestamp 2
  where tenant = ? and author_id = ? and bucket = ? and position = ?`)

export const ADD_BUCKET = writing(`
  insert into feed_engine.author_buckets (tenant, author_id, bucket)
  values (?, ?, ?)`)

export const BUCKETS = reading(`
  select author_id, bucket
  from feed_engine.author_buckets
  where tenant = ? and author_id = ?`)

export const BUCKETS_OF_MANY = reading(`
  select author_id, bucket
  from feed_engine.author_buckets
  where tenant = ? and author_id in ?`)

export const NEWEST_POSTS = reading(`
  select author_id, position
  from feed_engine.author_posts
  where tenant = ? and author_id = ? and bucket = ?
  limit ?`)

export const NEWEST_POSTS_OF_MANY = reading(`
  select author_id, position
  from feed_engine.author_posts
  where tenant = ? and author_id in ? and bucket = ?
  per partition limit ?`)

export const POSTS_BELOW = reading(`
  select author_id, position
  from feed_engine.author_posts
  where tenant = ? and author_id = ? and bucket = ? and position < ?
  limit ?`)

export const POSTS_BELOW_OF_MANY = reading(`
  select author_id, position
  from feed_engine.author_posts
  where tenant = ? and author_id in ? and bucket = ? and position < ?
  per partition limit ?`)
