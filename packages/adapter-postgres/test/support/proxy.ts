import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { serverOptions } from './schema'

/** The message ReadyForQuery, outside of a transaction. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1')

/** Stands between a store and the server, and can cut the line the hard way. */
export interface TestProxy {
  readonly host: string
  readonly port: number
  /** Resets every connection. */
  reset(): void
  /** Passes nothing on any more, in either direction, and closes nothing; or goes on. */
  freeze(frozen: boolean): void
  /** From now on, passes nothing to the server any more once this has let a client in. */
  freezeAfterLogin(): void
  /** Sockets of the proxy's own, towards either side, and the one that listens. */
  openSockets(): number
  close(): Promise<void>
}

export async function startProxy(): Promise<TestProxy> {
  const { host, port } = serverOptions()
  const sockets = new Set<Socket>()
  let isFrozen = false
  let isFrozenAfterLogin = false
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port, host, allowHalfOpen: true })
    upstream.on('data', (bytes) => {
      if (isFrozenAfterLogin && bytes.subarray(-READY.length).equals(READY)) client.unpipe(upstream)
    })
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      if (isFrozen) from.pause()
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    freezeAfterLogin() {
      isFrozenAfterLogin = true
    },
    openSockets: () => 1 + sockets.size,
    freeze(frozen) {
      isFrozen = frozen
      for (const socket of sockets) {
        if (frozen) socket.pause()
        else socket.resume()
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
