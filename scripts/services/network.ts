import { connect, createServer, type Server } from 'node:net'
import type { HostPort } from './connections'
import { HOST } from './ports'
import { until } from './until'

/** The first bytes that the server answers to `request`; empty if there is no server, or none that answers. */
export function exchange(address: HostPort, request: Uint8Array | string, withinMs = 5_000): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: withinMs })
    const end = (answer: Buffer): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => socket.write(request))
    socket.on('data', end)
    for (const event of ['error', 'timeout', 'close'] as const) socket.on(event, () => end(Buffer.alloc(0)))
  })
}

export async function isFree(port: number): Promise<boolean> {
  const server = await listen(port)
  server?.close()
  return server !== undefined
}

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = await listen(0)
  const address = server?.address()
  server?.close()
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('no free port')
}

/** One `action` at a time on this machine: a listening port is a lock that no crash can leave behind. */
export async function withLock<T>(port: number, withinMs: number, action: () => Promise<T>): Promise<T> {
  let lock: Server | undefined
  await until(`lock on port ${port}`, withinMs, async () => {
    lock = await listen(port)
    return lock !== undefined
  })
  try {
    return await action()
  } finally {
    lock?.close()
  }
}

/** A server that listens on the port, or undefined if it is taken. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen({ host: HOST, port, exclusive: true }, () => resolve(server))
  })
}
