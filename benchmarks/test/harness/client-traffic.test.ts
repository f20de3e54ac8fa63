import { once } from 'node:events'
import { createServer, type Server, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TrafficWatch, watchTraffic } from '../../src/harness/client-traffic'

let server: Server
let watch: TrafficWatch
let port: number
const sockets: Socket[] = []

beforeEach(async () => {
  server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  watch = watchTraffic()
})

afterEach(async () => {
  watch.end()
  for (const socket of sockets.splice(0)) socket.destroy()
  server.close()
  await once(server, 'close')
})

/** A socket made the way pg does it. */
async function connected(): Promise<Socket> {
  const socket = new Socket()
  sockets.push(socket)
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function ended(socket: Socket): Promise<void> {
  const closed = once(socket, 'close')
  socket.destroy()
  await closed
}

describe('the traffic of clients', () => {
  test('is one round trip for what is sent without waiting, and another after an answer', async () => {
    const socket = await connected()
    const answered = once(socket, 'data')
    for (const part of ['a', 'b', 'c']) socket.write(part)
    await answered
    expect(watch.traffic().roundTrips).toBe(1)
    socket.write('d')
    expect(watch.traffic().roundTrips).toBe(2)
  })

  test('is that of all sockets, each on its own', async () => {
    for (const socket of [await connected(), await connected()]) socket.write('x')
    expect(watch.traffic().roundTrips).toBe(2)
  })

  test('counts bytes both ways, those of closed sockets too', async () => {
    const socket = await connected()
    const answered = once(socket, 'data')
    socket.write('four')
    await answered
    expect(watch.traffic()).toMatchObject({ bytesSent: 4, bytesReceived: 4 })
    await ended(socket)
    expect(watch.traffic()).toMatchObject({ bytesSent: 4, bytesReceived: 4 })
  })

  test('ends: sockets that connect afterwards are left alone', async () => {
    watch.end()
    const socket = await connected()
    socket.write('x')
    expect(watch.traffic()).toEqual({ roundTrips: 0, bytesSent: 0, bytesReceived: 0 })
  })
})
