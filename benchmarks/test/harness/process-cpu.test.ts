import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { cpuOfTree, listenerOf } from '../../src/harness/process-cpu'

/** Above the highest that Linux gives (2^22, man 5 proc). */
const NO_PROCESS = 2 ** 23

describe('processes of servers', () => {
  test.runIf(process.platform === 'linux')('are found by the port that they listen on', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await listenerOf(port)).toBe(process.pid)
    server.close()
    await once(server, 'close')
    expect(await listenerOf(port)).toBeUndefined()
  })

  test.runIf(process.platform === 'linux')('tell the time that they and their children used', async () => {
    const own = await cpuOfTree(process.pid)
    expect(own).toBeGreaterThan(0)
    expect(await cpuOfTree(process.ppid)).toBeGreaterThanOrEqual(own ?? Number.NaN)
  })

  test('tell nothing if they are not there', async () => {
    expect(await cpuOfTree(NO_PROCESS)).toBeUndefined()
  })
})
