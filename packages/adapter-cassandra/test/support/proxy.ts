import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { serverOptions } from './keyspace'

/** Stands between a store and the server, and can fall silent as a frozen server does. */
export interface TestProxy {
  readonly port: number
  /** Forwards nothing from now on, in neither direction, and keeps the connections. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

export async function startProxy(): Promise<TestProxy> {
  const { contactPoints, port } = serverOptions()
  const sockets = new Set<Socket>()
  let frozen = false
  const server = createServer((client) => {
    const upstream = connect(port, contactPoints[0] ?? '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      if (frozen) from.pause()
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    thaw() {
      frozen = false
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
