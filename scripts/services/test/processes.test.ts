import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { exchange, freePort } from '../network'
import { HOST } from '../ports'
import { type BackgroundProcess, bringUp, end, isRunning, kill, pidOf, signal } from '../processes'

const GREETER = `require('node:net').createServer((socket) => socket.end('hello')).listen(+process.argv[1], '${HOST}')`

let folder: string
let greeter: BackgroundProcess

beforeEach(async () => {
  const port = await freePort()
  folder = await mkdtemp(join(tmpdir(), 'feed-engine-processes-'))
  greeter = {
    folder,
    ports: [port],
    command: [process.execPath, '-e', GREETER, `${port}`],
    ping: async () => (await exchange({ host: HOST, port }, 'hi')).length > 0,
  }
})

afterEach(async () => {
  await kill(folder)
  await rm(folder, { recursive: true })
})

describe('a background process', () => {
  test('serves once it is up, and stays the same when it is brought up again', async () => {
    await bringUp(greeter)
    const pid = await pidOf(folder)
    expect(await greeter.ping()).toBe(true)

    await bringUp(greeter)
    expect(await pidOf(folder)).toBe(pid)
  })

  test('is started again after a crash', async () => {
    await bringUp(greeter)
    const pid = await pidOf(folder)
    await kill(folder)
    expect(await isRunning(folder)).toBe(false)

    await bringUp(greeter)
    expect(await greeter.ping()).toBe(true)
    expect(await pidOf(folder)).not.toBe(pid)
  })

  test('ends when it is told to, stopped by a signal or not', async () => {
    await bringUp(greeter)
    await signal(folder, 'SIGSTOP')
    await end(folder)
    expect(await greeter.ping()).toBe(false)
  })

  test('that ends by itself is reported with what it said', async () => {
    const failing = {
      ...greeter,
      command: [process.execPath, '-e', 'console.error("no disk"), process.exit(1)'] as const,
    }
    await expect(bringUp(failing)).rejects.toThrow('no disk')
  })

  test('is not started at a port that somebody else uses', async () => {
    const other = createServer().listen(greeter.ports[0], HOST)
    await once(other, 'listening')
    await expect(bringUp(greeter)).rejects.toThrow('FEED_ENGINE_PORT_BASE')
    expect(await isRunning(folder)).toBe(false)
    other.close()
  })
})

test('a process that got the id of one that was started here is left alone', async () => {
  await bringUp(greeter)
  const record = JSON.parse(await readFile(join(folder, 'process.json'), 'utf8'))
  await kill(folder)

  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'])
  onTestFinished(() => void stranger.kill('SIGKILL'))
  await once(stranger, 'spawn')
  await writeFile(join(folder, 'process.json'), JSON.stringify({ ...record, pid: stranger.pid }))
  await end(folder)
  expect(stranger.kill(0)).toBe(true)
})
