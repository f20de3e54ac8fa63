import { Socket } from 'node:net'

/** What this process exchanged with servers since it began to count. */
export interface Traffic {
  /**
   * Bursts: what one socket sends within one turn of the event loop is one, however many commands it holds. A caller
   * who waits for an answer before asking on begins another.
   */
  readonly roundTrips: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

export interface TrafficWatch {
  /** What there was so far. */
  traffic(): Traffic
  /** Sockets that connect afterwards are left alone. */
  end(): void
}

/**
 * Counts what sockets send and receive, below any client library: of every socket that connects from now on. Those
 * that are connected already are not seen.
 */
export function watchTraffic(): TrafficWatch {
  const open = new Set<Socket>()
  const closed = { bytesSent: 0, bytesReceived: 0 }
  let roundTrips = 0
  let turn = 0
  let turnEnds = false

  const count = (socket: Socket): void => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      closed.bytesSent += socket.bytesWritten
      closed.bytesReceived += socket.bytesRead
    })
    const { write } = socket
    let lastBurst = -1
    socket.write = (...args: unknown[]): boolean => {
      if (lastBurst !== turn) roundTrips++
      lastBurst = turn
      if (!turnEnds) setImmediate(nextTurn)
      turnEnds = true
      return Reflect.apply(write, socket, args) as boolean
    }
  }
  const nextTurn = (): void => {
    turn++
    turnEnds = false
  }

  // Its channel in `node:diagnostics_channel` tells of sockets made by `net.connect` alone, and pg makes its own.
  const { connect } = Socket.prototype
  Socket.prototype.connect = function connectAndCount(this: Socket, ...args: unknown[]): Socket {
    Reflect.apply(connect, this, args)
    // Only now: connecting sets `write` back to that of all sockets.
    if (!open.has(this)) count(this)
    return this
  }

  return {
    traffic() {
      const sum = { roundTrips, ...closed }
      for (const socket of open) {
        sum.bytesSent += socket.bytesWritten
        sum.bytesReceived += socket.bytesRead
      }
      return sum
    },
    end() {
      Socket.prototype.connect = connect
    },
  }
}
