import { spawnSync } from 'node:child_process'
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fixtures, seededRandom } from '@feed-engine/conformance'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFilePostStore, openFileTimelineCache } from '../src'
import { AppendLog } from '../src/files/append-log'
import { encodeLine } from '../src/files/log-line'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder'

const tenant = 'tenant'
const authorId = 'author'
const make = new Fixtures({ width: 16, random: seededRandom(1), unique: 'crash' })

let folder: TemporaryFolder
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

/** Puts posts with an event each, and answers their ids in order. */
async function putPosts(path: string, count: number): Promise<string[]> {
  const store = await openFilePostStore({ folder: path })
  const posts = Array.from({ length: count }, () => make.post({ authorId }))
  for (const post of posts) await store.put({ tenant, post, events: [make.event(authorId)] })
  await store.close()
  return posts.map(({ id }) => id)
}

describe('the log', () => {
  test('cut anywhere, it holds exactly the transactions that were whole', async () => {
    const path = join(folder.path, 'whole')
    const ids = await putPosts(path, 3)
    const log = await readFile(join(path, 'posts.log'))
    for (let length = 0; length <= log.length; length += 17) {
      const cut = join(folder.path, `cut-${length}`)
      await mkdir(cut)
      await writeFile(join(cut, 'posts.log'), log.subarray(0, length))
      const whole = ids.filter((_id, index) => length >= lineEnd(log, index + 1))

      const store = await openFilePostStore({ folder: cut })
      const found = await store.getMany({ tenant, postIds: ids })
      expect([...found.keys()]).toEqual(whole)
      expect(await store.outbox.pending()).toBe(whole.length)
      await store.put({ tenant, post: make.post({ authorId }), events: [] })
      await store.close()
      const again = await openFilePostStore({ folder: cut })
      const [page] = await again.listByAuthors({ tenant, authors: [{ authorId }], limitPerAuthor: 10 })
      expect(page?.positions).toHaveLength(whole.length + 1)
      await again.close()
    }
  })

  test('damaged before its end, it is refused rather than shortened', async () => {
    await putPosts(folder.path, 3)
    const path = join(folder.path, 'posts.log')
    const log = await readFile(path)
    log.writeUInt8(log.readUInt8(lineEnd(log, 1) + 40) ^ 1, lineEnd(log, 1) + 40)
    await writeFile(path, log)
    await expect(openFilePostStore({ folder: folder.path })).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  test('a body that was deleted is not on the disk once the store was opened again', async () => {
    const post = make.post({ authorId, body: new TextEncoder().encode('a secret') })
    const { id: postId, position, body } = post
    const secret = Buffer.from(body).toString('base64')
    const store = await openFilePostStore({ folder: folder.path })
    await store.put({ tenant, post, events: [] })
    expect(await readFile(join(folder.path, 'posts.log'), 'utf8')).toContain(secret)
    await store.tombstone({ tenant, postId, position, authorId, events: [] })
    await store.close()
    await (await openFilePostStore({ folder: folder.path })).close()
    expect(await readFile(join(folder.path, 'posts.log'), 'utf8')).not.toContain(secret)
  })

  test('everything outlives many rewrites: posts, keys, tombstones, and events in their order', async () => {
    const post = make.post({ authorId })
    const never = make.post({ authorId })
    const events = Array.from({ length: 3 }, () => make.event(authorId))
    for (let opening = 0; opening < 3; opening++) {
      const store = await openFilePostStore({ folder: folder.path })
      const put = await store.put({ tenant, post, idempotencyKey: 'key', events })
      expect(put.status).toBe(opening === 0 ? 'created' : 'exists')
      await store.tombstone({ tenant, postId: never.id, position: never.position, authorId, events: [] })
      expect(await store.put({ tenant, post: never, events: [] })).toEqual({ status: 'gone' })
      const other = await store.put({ tenant, post: make.post({ authorId }), idempotencyKey: 'key', events: [] })
      expect(other).toMatchObject({ status: 'exists', post: { id: post.id } })
      const batch = await store.outbox.claim({ leaseMs: 60_000, limit: 10 })
      expect(batch?.records.map(({ value }) => value)).toEqual(events.map(({ value }) => value))
      await store.close()
    }
  })

  test('is rewritten while it is open, before what is outdated outgrows the rest', async () => {
    const store = await openFilePostStore({ folder: folder.path })
    const post = make.post({ authorId, body: make.bytes(1_000) })
    await store.put({ tenant, post, events: [] })
    for (let change = 0; change < 1_100; change++) {
      await store.update({ tenant, postId: post.id, authorId, change: { visibility: 'private' }, events: [] })
    }
    const found = await store.getMany({ tenant, postIds: [post.id] })
    expect(found.get(post.id)?.version).toBe(1_101)
    expect((await readFile(join(folder.path, 'posts.log'))).length).toBeLessThan(500_000)
    await store.close()
  })

  test('goes on behind the last whole record, not behind the rest of a torn one', async () => {
    const path = join(folder.path, 'records')
    const records: string[] = []
    const open = (): Promise<AppendLog> => {
      records.length = 0
      return AppendLog.open(path, (record) => records.push(record))
    }
    const first = await open()
    await first.append('one')
    await first.close()
    await appendFile(path, encodeLine('torn').subarray(0, 8))
    const second = await open()
    expect(records).toEqual(['one'])
    await second.append('two')
    await second.close()
    await (await open()).close()
    expect(records).toEqual(['one', 'two'])
  })
})

describe('a claim of the outbox', () => {
  test('ends with its lease, whether or not anybody else wants it', async () => {
    let now = 0
    const store = await openFilePostStore({ folder: folder.path, clock: { now: () => now } })
    await store.put({ tenant, post: make.post({ authorId }), events: [make.event(authorId)] })
    const batch = await store.outbox.claim({ leaseMs: 1_000, limit: 10 })
    const recordIds = batch?.records.map(({ recordId }) => recordId) ?? []
    now = 1_000
    const late = store.outbox.acknowledge({ partition: 0, fence: batch?.fence ?? '', recordIds })
    expect(await late).toBe('stale')
    expect(await store.outbox.pending()).toBe(1)
    await store.close()
  })
})

describe('the lock', () => {
  test('keeps a second process out, and lets it in once the first one has ended', async () => {
    await (await openFilePostStore({ folder: folder.path })).close()
    await writeFile(join(folder.path, 'lock-9'), String(process.ppid))
    await expect(openFilePostStore({ folder: folder.path })).rejects.toMatchObject({ code: 'UNAVAILABLE' })

    const { pid } = spawnSync(process.execPath, ['--version'])
    await writeFile(join(folder.path, 'lock-9'), String(pid))
    await (await openFilePostStore({ folder: folder.path })).close()
    expect((await readdir(folder.path)).sort()).toEqual(['lock-10', 'posts.log'])
  })

  test('of many who want a cache at once, one gets it', async () => {
    const opening = Array.from({ length: 8 }, () => openFileTimelineCache({ folder: folder.path }))
    const outcomes = await Promise.allSettled(opening)
    const opened = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(opened).toHaveLength(1)
    for (const { value } of opened) await value.close()
  })
})

describe('the cache', () => {
  const feed = { tenant, kind: 'home', ownerId: '../../../etc/passwd' } as const
  const open = { feed, token: 'token', readerClass: 0, idleTtlMs: 60_000 }
  const read = { feed, limit: 10, idleTtlMs: 60_000 }

  test('is another one, and empty, after a restart', async () => {
    const first = await openFileTimelineCache({ folder: folder.path })
    await first.open(open)
    const incarnation = await first.incarnation({ feed })
    await first.close()
    const second = await openFileTimelineCache({ folder: folder.path })
    expect(await second.incarnation({ feed })).not.toBe(incarnation)
    expect(await second.read(read)).toBeNull()
    expect(await readdir(join(folder.path, 'timelines'))).toEqual([])
    await second.close()
  })

  test('knows nothing of a timeline whose file is damaged or gone', async () => {
    const cache = await openFileTimelineCache({ folder: folder.path })
    for (const damage of [(path: string) => appendFile(path, '}'), rm]) {
      expect(await cache.open(open)).toBe('opened')
      for (const name of await readdir(folder.path, { recursive: true, withFileTypes: true })) {
        if (name.isFile() && !name.name.startsWith('lock')) await damage(join(name.parentPath, name.name))
      }
      expect(await cache.push({ feeds: [feed], entries: [make.entry()], pushFrom: 0, maxEntries: 10 })).toEqual([
        'absent',
      ])
      expect(await cache.read(read)).toBeNull()
    }
    await cache.close()
  })

  test('keeps no file of timelines that nobody reads', async () => {
    let now = 0
    const cache = await openFileTimelineCache({ folder: folder.path, clock: { now: () => now } })
    for (const ownerId of ['ann', 'bob', 'cat']) await cache.open({ ...open, feed: { ...feed, ownerId } })
    now = 60_000
    await cache.open({ ...open, feed: { ...feed, ownerId: 'dan' } })
    const files = await readdir(join(folder.path, 'timelines'), { recursive: true, withFileTypes: true })
    expect(files.filter((file) => file.isFile())).toHaveLength(1)
    await cache.close()
  })
})

/** Where line `n` ends, counted from 1. */
function lineEnd(log: Buffer, n: number): number {
  let end = 0
  for (let line = 0; line < n; line++) end = log.indexOf('\n', end) + 1
  return end === 0 ? Number.POSITIVE_INFINITY : end
}
