import { FeedError } from '@feed-engine/core'

/** Where things are in the database. */
export interface Names {
  /** Schema of the side tables. */
  readonly schema: string
  /** The application's table of posts. */
  readonly table: string
}

const NAME = /^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/

/** SQL is written for `feed_posts` and `app.posts`; this puts the real names in. */
export function withNames(sql: string, { schema, table }: Names): string {
  return sql.replaceAll('app.posts', checkName(table, 'table')).replaceAll('feed_posts', checkName(schema, 'schema'))
}

/** Names go into statements as they are: letters, digits and `_`, in lower case. */
function checkName(name: string, field: string): string {
  if (NAME.test(name)) return name
  throw new FeedError({ code: 'INVALID_OPTION', field, rule: 'has to be lower-case letters, digits and _' })
}
