import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { HostPort } from '../../connections'
import { exchange } from '../../network'
import { type PrivateRedis, startRedis } from '../../start-redis'
import { until } from '../../until'

const WITHIN_MS = 30_000

const say = async (redis: HostPort, command: string): Promise<string> =>
  (await exchange(redis, `${command}\r\n`, 1_000)).toString()

let redis: PrivateRedis

beforeEach(async () => {
  redis = await startRedis({ settings: ['--appendonly', 'yes', '--appendfsync', 'always'] })
})

afterEach(() => redis.stop())

test('a replica follows', async () => {
  const replica = await startRedis({ replicaOf: redis })
  await say(redis, 'SET key value')
  onTestFinished(() => replica.stop())
  await until('replica has the key', WITHIN_MS, async () => (await say(replica, 'GET key')).includes('value'))
  expect(await say(replica, 'SET key other')).toContain('READONLY')
})

test('what it kept is there after kill and restart, and gone after stop', async () => {
  await say(redis, 'SET key value')
  await redis.kill()
  expect(await say(redis, 'PING')).toBe('')

  await redis.restart()
  expect(await say(redis, 'GET key')).toContain('value')

  await redis.stop()
  redis = await startRedis({ port: redis.port, settings: ['--appendonly', 'yes'] })
  expect(await say(redis, 'GET key')).toBe('$-1\r\n')
})

test('it answers nothing between pause and resume', async () => {
  await redis.pause()
  expect(await say(redis, 'PING')).toBe('')
  await redis.resume()
  await until('answers', WITHIN_MS, async () => (await say(redis, 'PING')) === '+PONG\r\n')
})
