import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FeedEngine } from '@feed-engine/core'
import { afterEach, expect, inject, test } from 'vitest'
import { startKafka } from '../../../scripts/services/start-kafka'
import { createFeed, type Note, profileNamed, WorkerProcesses } from '../src'

/** How long something is away, in milliseconds: two minutes by hand (`OUTAGE_MS=120000`), a moment here. */
const OUTAGE_MS = Number(process.env['OUTAGE_MS'] ?? 3_000)

/** What retries and consumers need to find back after an outage. */
const RECOVERS_WITHIN_MS = 60_000

const READERS = Array.from({ length: 8 }, (_, index) => `reader-${index}`)
const AUTHORS = ['ada', 'grace', 'edsger']

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('posts that are published while Kafka is away, and while all workers are, are acknowledged and appear', {
  timeout: 2 * OUTAGE_MS + 180_000,
}, async () => {
  const profile = profileNamed('at-scale')
  if (profile === undefined) throw new Error('there is no such profile')
  const broker = await startKafka()
  closing.push(() => broker.stop())
  const addresses = { ...inject('connections'), kafka: { brokers: [`${broker.host}:${broker.port}`] } }
  const namespace = `outage_${randomBytes(6).toString('hex')}`
  const cursorSecret = randomBytes(32).toString('hex')
  const deployment = await profile.open(addresses, namespace)
  closing.push(() => deployment.remove())
  const engine = createFeed(deployment, { workers: 'none', cursorSecret })
  closing.push(() => engine.close())
  const workers = new WorkerProcesses({ profile: profile.name, addresses, namespace, cursorSecret })
  closing.push(() => workers.stop())
  await workers.start()
  await workers.start()
  await everybodyFollows(engine)
  await publish(engine, 1, 10)
  await engine.drain({ deadlineMs: RECOVERS_WITHIN_MS })

  await broker.kill()
  await Promise.all([setTimeout(OUTAGE_MS), publish(engine, 11, 20)])
  await broker.restart()
  await engine.drain({ deadlineMs: RECOVERS_WITHIN_MS })
  for (const reader of READERS) expect(await texts(engine, reader)).toEqual(newestFirst(20))

  await workers.stop()
  await Promise.all([setTimeout(OUTAGE_MS), publish(engine, 21, 30)])
  await workers.start()
  await engine.drain({ deadlineMs: RECOVERS_WITHIN_MS })
  for (const reader of READERS) {
    expect(await texts(engine, reader)).toEqual(newestFirst(30))
    expect(await texts(engine, reader, 'strict')).toEqual(newestFirst(30))
  }
})

async function everybodyFollows(engine: FeedEngine<Note>): Promise<void> {
  for (const followerId of READERS) {
    for (const followeeId of AUTHORS) await engine.follow({ followerId, followeeId })
    await engine.homeTimeline({ viewerId: followerId })
  }
}

/** Publishes `post <from>` to `post <to>`: each of them has to be acknowledged. */
async function publish(engine: FeedEngine<Note>, from: number, to: number): Promise<void> {
  for (let index = from; index <= to; index++) {
    await engine.publish({ authorId: AUTHORS[index % AUTHORS.length] ?? '', body: { text: `post ${index}` } })
  }
}

async function texts(engine: FeedEngine<Note>, viewerId: string, read?: 'strict'): Promise<string[]> {
  const page = await engine.homeTimeline({ viewerId, limit: 50, ...(read === undefined ? {} : { read }) })
  return page.items.map(({ post }) => post.body?.text ?? '')
}

function newestFirst(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `post ${count - index}`)
}
