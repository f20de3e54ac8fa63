import { connect, createServer, type Socket } from 'node:net'
import type { ISocketFactory } from 'kafkajs'

/** A network between a client and its broker that can be cut. */
export interface TcpProxy {
  /** Leads a client through the proxy, whatever address the broker advertises. */
  readonly socketFactory: ISocketFactory
  /** Bytes that went through, both ways. */
  readonly bytes: number
  /** Resets all connections and refuses new ones. */
  cut(): void
  /** Keeps connections open and lets nothing through. */
  freeze(): void
  restore(): void
  close(): Promise<void>
}

export async function startProxy(broker: string): Promise<TcpProxy> {
  const [host = '', port = ''] = broker.split(':')
  const sockets = new Set<Socket>()
  let [bytes, state] = [0, 'open']
  const server = createServer((client) => {
    if (state === 'cut') {
      client.resetAndDestroy()
      return
    }
    const upstream = connect({ host, port: Number(port) })
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        if (state === 'frozen') return
        bytes += chunk.length
        to.write(chunk)
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const proxyPort = typeof address === 'object' && address !== null ? address.port : 0
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port: proxyPort }, onConnect).setNoDelay(true),
    get bytes() {
      return bytes
    },
    cut() {
      state = 'cut'
      reset()
    },
    freeze() {
      state = 'frozen'
    },
    restore() {
      if (state === 'frozen') reset()
      state = 'open'
    },
    close() {
      reset()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
