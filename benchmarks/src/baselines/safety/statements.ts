/** Parameters: tenant, viewer, authors, position above which marks count. One row per author. */
export function relationsStatement(schema: string): string {
  return `
    with met as (
      select unnest($3::text[]) collate "C" as author_id
      union
      select author_id from ${schema}.pull_marks where tenant = $1 and below_class > 0 and position > $4::bytea
    )
    select
      author_id,
      exists (
        select from ${schema}.follows
        where tenant = $1 and follower_id = $2 and followee_id = met.author_id and version is not null
      ) as follows,
      exists (select from ${schema}.blocks where tenant = $1 and user_id = $2 and target_id = met.author_id)
        or exists (select from ${schema}.blocks where tenant = $1 and user_id = met.author_id and target_id = $2)
        or exists (select from ${schema}.mutes where tenant = $1 and user_id = $2 and target_id = met.author_id)
        as hidden,
      exists (
        select from ${schema}.pull_marks
        where tenant = $1 and author_id = met.author_id and below_class > 0 and position > $4::bytea
      ) as marked
    from met`
}

/** Parameters: tenant, posts. */
export function postStatesStatement(schema: string): string {
  return `
    select post_id, author_id, version, visibility
    from ${schema}.posts
    where tenant = $1 and post_id = any($2::text[]) and not deleted and state = 'visible'
      and (expires_at_ms is null or expires_at_ms > extract(epoch from now()) * 1000)`
}
