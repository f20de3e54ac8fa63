/**
 * How a statement is run. `read` and `write` may be repeated by the driver on another node; `compare` is a lightweight
 * transaction, which never is: whoever repeats it has to look first.
 */
export type StatementKind = 'read' | 'write' | 'compare'

/** One of a fixed set, prepared once per connection. Its text names the keyspace `feed_engine`. */
export interface Statement {
  readonly kind: StatementKind
  readonly text: string
}

export const DEFAULT_KEYSPACE = 'feed_engine'

export const reading = (text: string): Statement => ({ kind: 'read', text })
export const writing = (text: string): Statement => ({ kind: 'write', text })
export const comparing = (text: string): Statement => ({ kind: 'compare', text })

/** The text for a keyspace, whose name has to be checked already. */
export function inKeyspace(text: string, keyspace: string): string {
  return text.replaceAll(`${DEFAULT_KEYSPACE}.`, `${keyspace}.`)
}
