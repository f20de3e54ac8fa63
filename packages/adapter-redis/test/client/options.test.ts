import { isFeedError } from '@feed-engine/core'
import { Cluster, Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import {
  createRedisEventBus,
  createRedisTimelineCache,
  type RedisEventBusOptions,
  type RedisTimelineCacheOptions,
} from '../../src'

function refusal(make: () => unknown): { readonly field: string | undefined; readonly message: string } {
  try {
    make()
  } catch (error) {
    if (isFeedError(error) && error.code === 'INVALID_OPTION') return error
    throw error
  }
  throw new Error('nothing was refused')
}

const ignore = (): void => undefined
const inert = { callBuffer: ignore, pipeline: ignore, duplicate: ignore }
const host = 'secret.example'
const refused: readonly (readonly [string, object, string])[] = [
  ['no place', {}, 'options'],
  ['two places', { host, url: 'redis://secret.example' }, 'options'],
  ['an unknown name', { hots: host }, 'options'],
  ['a URL of another kind', { url: 'https://secret.example' }, 'url'],
  ['an empty host', { host: '' }, 'host'],
  ['a port that is none', { host, port: 65_536 }, 'port'],
  ['no nodes', { nodes: [] }, 'nodes'],
  ['a node without host', { nodes: [{ port: 1 }] }, 'nodes[0].host'],
  ['a client that is none', { client: {} }, 'client'],
  ['a client of a cluster that does not show its masters', { client: { ...inert, isCluster: true } }, 'client'],
  ['a client with a prefix', { client: new Redis({ lazyConnect: true, keyPrefix: 'a' }) }, 'client'],
  [
    'a client that reads from replicas',
    { client: new Cluster([{ host, port: 1 }], { lazyConnect: true, scaleReads: 'slave' }) },
    'client',
  ],
  ['a password that is no text', { host, password: 5 }, 'password'],
  ['TLS that is no boolean', { host, tls: 'yes' }, 'tls'],
  ['a prefix with braces', { host, keyPrefix: '{a}' }, 'keyPrefix'],
  ['no time', { host, timeoutMs: 0 }, 'timeoutMs'],
  ['no calls', { host, maxPendingCalls: 0 }, 'maxPendingCalls'],
  ['timers that are none', { host, timers: {} }, 'timers'],
]

describe('options of both', () => {
  it.each(refused)('refuse %s, name the field, and tell nobody the value', (_, options, field) => {
    for (const create of [createRedisTimelineCache, createRedisEventBus]) {
      const error = refusal(() => create(options as RedisTimelineCacheOptions & RedisEventBusOptions))
      expect(error.field).toBe(field)
      expect(error.message).not.toContain('secret')
    }
  })

  it('name the option that was probably meant', () => {
    expect(refusal(() => createRedisTimelineCache({ hots: host } as RedisTimelineCacheOptions)).message).toContain(
      '"host"',
    )
  })
})

describe('options of timelines', () => {
  it.each([
    ['encoding', { encoding: 'json' }],
    ['cells', { cells: 0 }],
    ['cells', { cells: 16_385 }],
    ['epoch', { epoch: -1 }],
  ])('refuse an impossible %s', (field, options) => {
    const make = () => createRedisTimelineCache({ host, ...options } as RedisTimelineCacheOptions)
    expect(refusal(make).field).toBe(field)
  })
})

describe('options of a bus', () => {
  it.each([
    ['partitions', { partitions: 0 }],
    ['retainMessages', { retainMessages: -1 }],
    ['retainDeadLetters', { retainDeadLetters: 0 }],
    ['pollIntervalMs', { pollIntervalMs: 1.5 }],
  ])('refuse an impossible %s', (field, options) => {
    expect(refusal(() => createRedisEventBus({ host, ...options })).field).toBe(field)
  })
})

describe('clients', () => {
  it('that are refused are not connected', async () => {
    const client = new Redis({ lazyConnect: true })
    expect(refusal(() => createRedisTimelineCache({ client, cells: 0 })).field).toBe('cells')
    expect(client.status).toBe('wait')
  })
})
