import { reading, writing } from '../database/statement'

export const RECORD = writing(
  'select feed_engine.record_signals($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as statuses',
)

/** `$4`: for each subject, whether all of its keys are asked for; `$5` and `$6`: the others, by the place of the subject. */
export const READ = reading(`
  with asked as (
    select subject.id, given.place, given.whole
    from unnest($2::text[], $3::text[], $4::boolean[]) with ordinality as given (kind, owner_id, whole, place)
    join feed_engine.signal_subjects subject
      on subject.tenant = $1 and subject.kind = given.kind and subject.owner_id = given.owner_id
  )
  select asked.place::integer, held.key, held.value, held.at_ms::float8 as at_ms
  from asked join feed_engine.signal_weights held on held.subject_id = asked.id
  where asked.whole
  union all
  select asked.place::integer, held.key, held.value, held.at_ms::float8
  from unnest($5::bigint[], $6::text[]) as named (place, key)
  join asked using (place)
  join feed_engine.signal_weights held on held.subject_id = asked.id and held.key = named.key`)

/** Locks in the order in which `record_signals` does. */
export const REMOVE = writing(`
  with named as (
    select subject.id
    from unnest($2::text[], $3::text[]) as given (kind, owner_id)
    join feed_engine.signal_subjects subject
      on subject.tenant = $1 and subject.kind = given.kind and subject.owner_id = given.owner_id
    order by subject.kind, subject.owner_id
    for update of subject
  )
  delete from feed_engine.signal_subjects subject using named where subject.id = named.id`)
