import { reading, writing } from '../database/statement'

export const OPEN_PART = writing(`
  update feed_engine.counter_parts
  using timestamp ?
  set version = ?, views = ?
  where tenant = ? and post_id = ? and part = ?`)

export const SETTLE_PART = writing(`
  update feed_engine.counter_parts
  using timestamp ?
  set settled_version = ?, likes = ?, replies = ?, reposts = ?, quotes = ?
  where tenant = ? and post_id = ? and part = ?`)

export const SAVE_MEMBER = writing(`
  update feed_engine.counter_members
  using timestamp ?
  set is_on = ?, at_ms = ?
  where tenant = ? and post_id = ? and part = ? and slot = ? and counter = ? and member = ?`)

export const FIND_PART = reading(`
  select version, views, settled_version, likes, replies, reposts, quotes
  from feed_engine.counter_parts
  where tenant = ? and post_id = ? and part = ?`)

export const FIND_MEMBER = reading(`
  select is_on, at_ms
  from feed_engine.counter_members
  where tenant = ? and post_id = ? and part = ? and slot = ? and counter = ? and member = ?`)

export const MEMBERS_OF_SLOT = reading(`
  select counter, is_on
  from feed_engine.counter_members
  where tenant = ? and post_id = ? and part = ? and slot = ?`)
