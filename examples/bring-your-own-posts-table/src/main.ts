import pg from 'pg'
import { attachPostsTable } from './attach'
import { createEngine } from './create-engine'
import { mintId } from './old-application/mint-id'
import { OldApplication } from './old-application/posts'

// Three schemas: the application's own, one for what its table lacks, one for graph, bus and timelines.
const table = 'example_application.posts'
const sideSchema = 'example_feed_posts'
const schema = 'example_feed_engine'

// Where the server is, the variables of libpq say: PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE.
const pool = new pg.Pool({ max: 8 })
pool.on('error', (error) => console.error(error.message))
const drop = `drop schema if exists example_application, ${sideSchema}, ${schema} cascade`

await pool.query(`${drop}; create schema example_application`)
const application = new OldApplication(pool, table)
await application.createTable()
const yesterday = Date.now() - 86_400_000
await application.insertPost({
  id: mintId(yesterday),
  userId: 'bob',
  body: 'written yesterday, long before the engine',
})
await application.insertPost({ id: mintId(yesterday + 1), userId: 'cat', body: 'so was this' })

await attachPostsTable({ pool, table, schema: sideSchema })
const engine = await createEngine({
  pool,
  table,
  sideSchema,
  schema,
  cursorSecret: 'a secret of your own, from your configuration',
})

async function show(title: string): Promise<void> {
  await engine.drain()
  const { items, freshness } = await engine.homeTimeline({ viewerId: 'ann' })
  console.log(`\n${title} (${freshness})`)
  for (const { post } of items) console.log(`  ${post.authorId}: ${post.body}`)
}

await engine.follow({ followerId: 'ann', followeeId: 'bob' })
await engine.follow({ followerId: 'ann', followeeId: 'cat' })
await show('What was there before')

await engine.publish({ authorId: 'bob', body: 'published through the engine' })
await show('A post through the engine')

const id = mintId()
await application.insertPost({ id, userId: 'cat', body: 'inserted by the old code, behind the back of the engine' })
await show('A row of the old application')

await application.editPost(id, 'edited by the old code')
await show('Edited')

await application.deletePost(id)
await show('And deleted')

console.log(`\nThe old application reads: ${(await application.bodiesOf('bob')).join(' | ')}`)
await engine.close()
await pool.query(drop)
await pool.end()
