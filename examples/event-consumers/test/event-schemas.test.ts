import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedEvent, INTERACTIONS_TOPIC, INVALIDATIONS_TOPIC, TOPICS } from '@feed-engine/core'
import { expect, it } from 'vitest'
import { type JsonSchema, violations } from './support/json-schema'

const FOLDER = fileURLToPath(new URL('../../../packages/core/schemas/', import.meta.url))
const TYPES = Object.keys({
  'post.published': true,
  'post.updated': true,
  'post.deleted': true,
  'fan-out.chunk': true,
  'profile.changed': true,
  interaction: true,
} satisfies Record<FeedEvent['type'], true>)

function schemaOf(type: string, version: number): JsonSchema {
  return JSON.parse(readFileSync(`${FOLDER}${type}.v${version}.json`, 'utf8')) as JsonSchema
}

/** Whatever an engine puts on its bus when everything happens once. */
async function realEvents(): Promise<FeedEvent[]> {
  const stores = createMemoryStores()
  const events: FeedEvent[] = []
  for (const topic of [...Object.values(TOPICS), INVALIDATIONS_TOPIC, INTERACTIONS_TOPIC]) {
    const handler = async ({ value }: { readonly value: Uint8Array }) => {
      events.push(JSON.parse(new TextDecoder().decode(value)) as FeedEvent)
      return { kind: 'ack' } as const
    }
    await stores.bus.subscribe({ topic, group: 'recorder', handler, concurrency: 1, ackTimeoutMs: 30_000 })
  }
  const engine = createFeedEngine<string>({ stores, fanOut: { chunkSize: 2 } })
  const author = 'né "}{*:\u{1f600}'
  for (const followerId of ['ann', 'bob', 'cid', 'dora', 'emil'])
    await engine.follow({ followerId, followeeId: author })
  const about = { topics: ['tea "&" cake'], contentType: 'text', homeRegion: 'eu' }
  const { id: postId } = await engine.publish({ authorId: author, body: 'text', ...about })
  const { id: replyId } = await engine.publish({ authorId: 'ann', body: 'text', inReplyTo: postId })
  await engine.deletePost({ postId: replyId, authorId: 'ann' })
  const like = { kind: 'like', postId, eventId: 'e1' } as const
  await engine.recordInteractions({ viewerId: 'bob', interactions: [like, { kind: 'hide', authorId: author }] })
  await engine.setPostVisibility({ postId, authorId: author, visibility: 'followers' })
  await engine.drain()
  await engine.deletePost({ postId, authorId: author })
  await engine.profileChanged({ userId: author, version: 2 })
  await engine.drain()
  await engine.close()
  await stores.close()
  return events
}

it('there is a schema for every event, and for nothing else', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(TYPES.map((type) => `${type}.v1.json`).sort())
  for (const type of TYPES) {
    expect(schemaOf(type, 1)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:feed-engine:event:${type}:1`,
      properties: { type: { const: type }, v: { const: 1 } },
    })
  }
})

it('what an engine puts on its bus is valid by the schema of its type and version', async () => {
  const events = await realEvents()
  expect([...new Set(events.map(({ type }) => type))].sort()).toEqual([...TYPES].sort())
  for (const event of events) {
    const schema = schemaOf(event.type, event.v)
    expect(violations(event, schema)).toEqual([])
    // Nothing is published that the schema does not tell of.
    const { properties } = schema
    expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining(Object.keys(event)))
    expect(Object.keys(properties?.['data']?.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(event.data)))
  }
})

it('what lacks a field, or holds the wrong thing, is not valid', async () => {
  for (const event of await realEvents()) {
    const schema = schemaOf(event.type, event.v)
    for (const name of Object.keys(event)) {
      const { [name as keyof FeedEvent]: _, ...rest } = event
      expect(violations(rest, schema)).not.toEqual([])
      expect(violations({ ...event, [name]: -1 }, schema)).not.toEqual([])
    }
    for (const name of Object.keys(event.data)) {
      const { [name as never]: _, ...rest } = event.data
      const isRequired = schema.properties?.['data']?.required?.includes(name) === true
      expect(violations({ ...event, data: rest }, schema).length > 0).toBe(isRequired)
      expect(violations({ ...event, data: { ...event.data, [name]: '\u0000' } }, schema)).not.toEqual([])
    }
  }
})
