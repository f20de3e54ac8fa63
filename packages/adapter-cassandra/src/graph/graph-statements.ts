import { comparing, reading, writing } from '../database/statement'

const RELATION = `
  other_id, revision, edges, followees, graph_version, follow, follow_version, blocking, block_revision, muting,
  blocked_by, told_revision, changed`

export const FIND_USER = reading(`
  select distinct tenant, user_id, revision, edges, followees, graph_version
  from feed_engine.relations
  where tenant = ? and user_id = ?`)

export const FIND_RELATION = reading(`
  select ${RELATION}
  from feed_engine.relations
  where tenant = ? and user_id = ? and other_id = ?`)

export const ALL_RELATIONS = reading(`
  select ${RELATION}
  from feed_engine.relations
  where tenant = ? and user_id = ?`)

export const RELATIONS_AFTER = reading(`
  select ${RELATION}
  from feed_engine.relations
  where tenant = ? and user_id = ? and other_id > ?
  limit ?`)

export const CHANGE_RELATION = comparing(`
  begin batch
    update feed_engine.relations
    set revision = ?, edges = ?, followees = ?, graph_version = ?
    where tenant = ? and user_id = ?
    if revision = ?;
    update feed_engine.relations
    set follow = ?, follow_version = ?, blocking = ?, block_revision = ?, muting = ?, blocked_by = ?, told_revision = ?,
      changed = ?
    where tenant = ? and user_id = ? and other_id = ?;
  apply batch`)

/** The others have been told. */
export const SETTLE_RELATION = comparing(`
  update feed_engine.relations
  set changed = null
  where tenant = ? and user_id = ? and other_id = ?
  if changed = ?`)

export const FIND_SLOT = reading(`
  select distinct tenant, user_id, slot, revision, followers
  from feed_engine.followers
  where tenant = ? and user_id = ? and slot = ?`)

export const FIND_FOLLOWER = reading(`
  select state, changed
  from feed_engine.followers
  where tenant = ? and user_id = ? and slot = ? and state in ('accepted', 'gone', 'pending') and follower_id = ?`)

export const ADD_FOLLOWER = comparing(`
  begin batch
    update feed_engine.followers
    set revision = ?, followers = ?
    where tenant = ? and user_id = ? and slot = ?
    if revision = ?;
    update feed_engine.followers
    using ttl ?
    set changed = ?
    where tenant = ? and user_id = ? and slot = ? and state = ? and follower_id = ?;
  apply batch`)

export const MOVE_FOLLOWER = comparing(`
  begin batch
    update feed_engine.followers
    set revision = ?, followers = ?
    where tenant = ? and user_id = ? and slot = ?
    if revision = ?;
    update feed_engine.followers
    using ttl ?
    set changed = ?
    where tenant = ? and user_id = ? and slot = ? and state = ? and follower_id = ?;
    delete from feed_engine.followers
    where tenant = ? and user_id = ? and slot = ? and state = ? and follower_id = ?;
  apply batch`)

export const FOLLOWERS_AFTER = reading(`
  select follower_id
  from feed_engine.followers
  where tenant = ? and user_id = ? and slot = ? and state = ? and follower_id > ?
  limit ?`)

export const FIND_ACCOUNT = reading(`
  select user_id, visibility, push_from, mark_1, mark_2, mark_3, mark_4
  from feed_engine.accounts
  where tenant = ? and user_id = ?`)

export const SET_VISIBILITY = comparing(`
  update feed_engine.accounts
  set visibility = ?
  where tenant = ? and user_id = ?
  if visibility != ?`)

export const SET_DELIVERY = comparing(`
  update feed_engine.accounts
  set push_from = ?
  where tenant = ? and user_id = ?
  if push_from != ?`)

/** By class, 1 to 4. */
export const RAISE_MARK = [1, 2, 3, 4].map((readerClass) =>
  writing(`
  update feed_engine.accounts
  using timestamp ?
  set mark_${readerClass} = ?
  where tenant = ? and user_id = ?`),
)
