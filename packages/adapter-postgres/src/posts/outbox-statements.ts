import { reading, writing } from '../database/statement'

/** Claims, of the partitions that have records and are free, the one that was claimed longest ago. */
export const CLAIM = writing(`
  with free as (
    select claim.partition
    from feed_engine.outbox_claims claim
    where claim.ends_at <= clock_timestamp()
      and exists (select from feed_engine.outbox where outbox.partition = claim.partition)
    order by claim.begun_at
    limit 1
    for no key update skip locked
  )
  update feed_engine.outbox_claims claim
  set fence = nextval('feed_engine.outbox_fences'), begun_at = clock_timestamp(),
    ends_at = clock_timestamp() + $1 * interval '1 millisecond'
  from free
  where claim.partition = free.partition
  returning claim.partition, claim.fence::text`)

/** After the claim, in a snapshot of its own: it must not show what the claimant before has removed. */
export const OLDEST = reading(`
  select record_id::text as id, topic, key, value
  from feed_engine.outbox
  where partition = $1
  order by record_id
  limit $2`)

const END = `
  update feed_engine.outbox_claims
  set fence = null, ends_at = '-infinity'
  where partition = $1 and fence::text = $2 and ends_at > clock_timestamp()`

export const RELEASE = writing(END)

export const ACKNOWLEDGE = writing(`
  with ended as (${END} returning partition), removed as (
    delete from feed_engine.outbox using ended
    where outbox.partition = ended.partition and outbox.record_id = any($3::bigint[])
  )
  select partition from ended`)

export const PENDING = reading('select count(*)::float8 as pending from feed_engine.outbox')
