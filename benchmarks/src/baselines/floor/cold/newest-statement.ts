/**
 * The newest posts of everybody whom a viewer follows, and of the viewer: one statement, one index range per author, and
 * one row. Parameters: tenant, viewer, posts wanted, fewest posts to look at per author.
 */
export function newestStatement(schema: string): string {
  return `
    with followed as materialized (
      select followee_id as author_id
      from ${schema}.follows
      where tenant = $1 and follower_id = $2 and version is not null
      union all
      select $2
    ), size as (
      select greatest($4::bigint, ceil(2.0 * $3 / count(*))::bigint) as per_author from followed
    ), newest as (
      select listed.position, listed.place, followed.author_id
      from followed
      cross join lateral (
        select position, row_number() over (order by position desc) as place
        from ${schema}.posts
        where tenant = $1 and posts.author_id = followed.author_id and not deleted
        order by position desc
        limit (select per_author from size)
      ) listed
      order by listed.position desc
      limit $3
    )
    select
      string_agg(position, ''::bytea order by position desc) as positions,
      string_agg(author_id, ',' order by position desc) as author_ids,
      (array_agg(position order by position desc) filter (where place = (select per_author from size)))[1] as truncated_at
    from newest`
}
