import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { createRedisTimelineCache, type RedisTimelineCacheOptions } from '../../src'
import { entry, fill, homeOf, homes, push, read } from '../support/timelines'
import { uniquePrefix } from '../support/unique'

const { redis } = inject('connections')
const client = new Redis(redis.port, redis.host)
afterAll(() => client.disconnect())

function setUp() {
  const keyPrefix = uniquePrefix()
  return (options: Omit<RedisTimelineCacheOptions, 'client'> = {}) =>
    createRedisTimelineCache({ client, keyPrefix, ...options })
}

const feed = homeOf('reader')

describe('a newer map of cells', () => {
  it('makes timelines of the older one absent, and processes that have it fail', async () => {
    const open = setUp()
    const [old, next] = [open({ epoch: 9 }), open({ epoch: 10 })]
    await fill(old, feed, [entry(1)])
    expect(await read(next, feed)).toBeNull()
    await fill(next, feed, [entry(2)])
    for (const call of [() => push(old, [feed], [entry(3)]), () => read(old, feed), () => fill(old, feed)]) {
      await expect(call()).rejects.toMatchObject({ code: 'UNAVAILABLE', rule: expect.stringContaining('newer map') })
    }
    expect((await read(next, feed))?.entries).toEqual([entry(2)])
  })

  it('that claims the old place keeps late processes out, in cells it never uses as well', async () => {
    const open = setUp()
    const old = open({ cells: 32 })
    const feeds = homes(200)
    expect(new Set(await push(old, feeds, [entry(1)]))).toEqual(new Set(['absent']))
    await open({ cells: 32, epoch: 1 }).claimCells()
    for (const late of feeds.slice(0, 100)) {
      await expect(push(old, [late], [entry(1)])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    }
  })

  it.each([
    [256, 1],
    [1, 256],
    [32, 12],
  ])('that claims the place of a map with %i cells for %i keeps late processes out', async (before, after) => {
    const open = setUp()
    const old = open({ cells: before })
    const feeds = homes(100)
    expect(new Set(await push(old, feeds, [entry(1)]))).toEqual(new Set(['absent']))
    await open({ cells: after, epoch: 1 }).claimCells({ previousCells: before })
    for (const late of feeds) {
      await expect(push(old, [late], [entry(1)])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    }
  })

  it('is not claimed for a number of cells that there cannot be', async () => {
    const refused = setUp()().claimCells({ previousCells: 0 })
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_OPTION', field: 'previousCells' })
  })

  it('with the same epoch but other cells or another encoding is refused', async () => {
    const open = setUp()
    await fill(open(), feed, [entry(1)])
    const mistaken = { code: 'INVALID_OPTION', retryable: false }
    await expect(open({ encoding: 'sorted-set' }).incarnation({ feed })).rejects.toMatchObject(mistaken)
    await expect(open({ cells: 2 }).claimCells()).rejects.toMatchObject(mistaken)
    expect((await read(open(), feed))?.entries).toEqual([entry(1)])
  })
})
