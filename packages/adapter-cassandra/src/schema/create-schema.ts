import { createHash } from 'node:crypto'
import { FeedError, type Timers } from '@feed-engine/core'
import { Database } from '../database/database'
import { openClient } from '../database/open-client'
import type { Session } from '../database/session'
import { writing } from '../database/statement'
import type { CassandraSchemaOptions } from '../options'
import { randomName } from '../random-name'
import { resolveSchemaOptions } from '../resolve-options'
import { REPLICATION } from './check-cluster'
import { APPLIED, type AppliedChange, LOCK, LOCK_SECONDS, missingChanges, RECORD_CHANGE, UNLOCK } from './ledger'

const POLL_MS = 250
const PARTITION = ['schema_changes']

/**
 * Brings a keyspace to the schema of this release: creates it if it is not there, applies the files that it lacks, and
 * answers their names. Processes that start at once wait for each other. Fails with `UNSUPPORTED` if the keyspace has
 * files that this release does not know, or knows with another content.
 */
export async function createSchema(options: CassandraSchemaOptions): Promise<readonly string[]> {
  const resolved = resolveSchemaOptions(options)
  const { keyspace, replication, timers, random } = resolved
  const database = new Database({ ...resolved, ...openClient(resolved), check: async () => undefined })
  database.join()
  try {
    // Others may hold the lock for all of its time, and statements that change the schema are slow.
    return await database.write({ deadlineMs: 3 * LOCK_SECONDS * 1_000 }, async (session) => {
      await createKeyspace(session, keyspace, replication)
      await createLedger(session, keyspace)
      const holder = randomName(random)
      while (!(await session.compare(LOCK, PARTITION, [holder]))) await pause(timers)
      try {
        return await applyMissing(session)
      } finally {
        await session.compare(UNLOCK, PARTITION, [holder])
      }
    })
  } finally {
    await database.leave()
  }
}

/** Not "if not exists" alone: that asks for the right to create keyspaces even where there is nothing to create. */
async function createKeyspace(
  session: Session,
  keyspace: string,
  replication: ReadonlyMap<string, number>,
): Promise<void> {
  if ((await session.row(REPLICATION, [keyspace])) !== undefined) return
  const replicas = [...replication].map(([name, count]) => `, '${name}': ${count}`).join('')
  await session.write(
    writing(`create keyspace if not exists ${keyspace}
      with replication = {'class': 'NetworkTopologyStrategy'${replicas}}`),
    [],
  )
}

/** Under an id that every process derives in the same way: tables created at once by two nodes are then one table. */
async function createLedger(session: Session, keyspace: string): Promise<void> {
  const digits = createHash('sha256').update(`feed-engine schema of ${keyspace}`).digest('hex')
  const id = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`]
  await session.write(
    writing(`create table if not exists feed_engine.schema_changes (
      scope    text,
      name     text,
      checksum text,
      holder   text,
      primary key ((scope), name)
    ) with id = ${[...id, digits.slice(20, 32)].join('-')}`),
    [],
  )
}

async function applyMissing(session: Session): Promise<readonly string[]> {
  const missing = missingChanges(await session.rows<AppliedChange>(APPLIED, []))
  for (const { name, checksum, statements } of missing) {
    for (const statement of statements) await session.write(writing(statement), [])
    if (!(await session.compare(RECORD_CHANGE, PARTITION, [name, checksum]))) {
      throw new FeedError({ code: 'INTERNAL', rule: `${name} was applied by somebody else under the lock` })
    }
  }
  return missing.map(({ name }) => name)
}

function pause(timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    timers.setTimeout(resolve, POLL_MS)
  })
}
