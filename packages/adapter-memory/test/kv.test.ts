import { isFeedError } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { MemoryKeyValueCache, type MemoryKeyValueCacheOptions } from '../src/index'
import { heapMegabytes } from './heap'
import { VirtualTime } from './virtual-time'

const entry = (key: string, bytes = 1, ttlMs = 1_000) => ({ key, value: new Uint8Array(bytes), version: 1, ttlMs })

const keysIn = async (cache: MemoryKeyValueCache, keys: readonly string[]) => [
  ...(await cache.getMany({ keys })).values.keys(),
]

describe('MemoryKeyValueCache', () => {
  it('ends values, holds and leases at the first moment after their life, by a clock that began at 0', async () => {
    const clock = new VirtualTime(0)
    const cache = new MemoryKeyValueCache({ clock })
    const lease = { key: 'a', holder: 'me', ttlMs: 1_000 }
    await cache.setMany({ entries: [entry('a')] })
    await cache.invalidateMany({ entries: [{ key: 'b', holdMs: 1_000 }] })
    await cache.acquireLease(lease)
    await clock.advance(999)
    expect(await keysIn(cache, ['a'])).toEqual(['a'])
    expect(await cache.setMany({ entries: [entry('b')] })).toEqual(['outdated'])
    expect(await cache.acquireLease({ ...lease, holder: 'you' })).toEqual({ acquired: false, freeInMs: 1 })
    await clock.advance(1)
    expect(await keysIn(cache, ['a'])).toEqual([])
    expect(await cache.setMany({ entries: [entry('b')] })).toEqual(['stored'])
    expect(await cache.renewLease(lease)).toBe(false)
  })

  it('forgets what was not used for longest when its room is full', async () => {
    const cache = new MemoryKeyValueCache({ maxBytes: 3_000 })
    for (const key of ['a', 'b', 'c']) await cache.setMany({ entries: [entry(key, 700)] })
    await keysIn(cache, ['a'])
    await cache.setMany({ entries: [entry('d', 700)] })
    expect(await keysIn(cache, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd'])
  })

  it('does not keep what is larger than its room, nor what that replaced', async () => {
    const cache = new MemoryKeyValueCache({ maxBytes: 3_000 })
    await cache.setMany({ entries: [entry('a', 10), entry('b', 10)] })
    expect(await cache.setMany({ entries: [entry('a', 4_000)] })).toEqual(['stored'])
    expect(await keysIn(cache, ['a', 'b'])).toEqual(['b'])
  })

  it('counts keys and its own objects as well: many small values stay within bounds', async () => {
    const cache = new MemoryKeyValueCache({ maxBytes: 4_000_000, maxLeases: 1_000 })
    const before = heapMegabytes()
    for (let round = 0; round < 200; round++) {
      const keys = Array.from({ length: 1_000 }, (_, index) => `key-${round}-${index}`)
      await cache.setMany({ entries: keys.map((key) => entry(key)) })
      await cache.invalidateMany({ entries: keys.map((key) => ({ key: `${key}-gone`, holdMs: 1_000 })) })
      await cache.acquireLease({ key: keys[0] ?? '', holder: 'me', ttlMs: 1_000 })
    }
    expect(heapMegabytes() - before).toBeLessThan(8)
    expect(await keysIn(cache, ['key-199-999'])).toEqual(['key-199-999'])
  })

  it('keeps values whose buffer is used again', async () => {
    const cache = new MemoryKeyValueCache()
    const buffer = Buffer.from('hello')
    await cache.setMany({ entries: [{ ...entry('a'), value: buffer }] })
    buffer.fill(0)
    const { values } = await cache.getMany({ keys: ['a'] })
    expect(Buffer.from(values.get('a')?.value ?? []).toString()).toBe('hello')
  })

  it.each([
    [{ maxBytes: 0 }, 'maxBytes'],
    [{ maxLeases: 1.5 }, 'maxLeases'],
    [{ clock: {} }, 'clock'],
    [{ maxByte: 1 }, '"maxBytes"'],
  ])('refuses %j', (options, field) => {
    try {
      new MemoryKeyValueCache(options as MemoryKeyValueCacheOptions)
    } catch (error) {
      expect(isFeedError(error) && error.code === 'INVALID_OPTION' && error.message).toContain(field)
      return
    }
    throw new Error('the options were accepted')
  })

  it('fails every call after close with CLOSED', async () => {
    const cache = new MemoryKeyValueCache()
    await cache.close()
    const lease = { key: 'a', holder: 'me', ttlMs: 1 }
    const calls = [
      () => cache.getMany({ keys: [] }),
      () => cache.setMany({ entries: [] }),
      () => cache.invalidateMany({ entries: [] }),
      () => cache.acquireLease(lease),
      () => cache.renewLease(lease),
      () => cache.releaseLease(lease),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'CLOSED' })
  })
})
