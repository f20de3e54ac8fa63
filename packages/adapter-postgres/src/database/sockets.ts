import { Socket } from 'node:net'
import type { Timers } from '@feed-engine/core'

/** The sockets of a pool: it takes its leave of a server without waiting for the answer, which may never come. */
export class Sockets {
  readonly #open = new Set<Socket>()
  #onLast: () => void = () => undefined

  /** A socket that is not connected yet. */
  create(): Socket {
    const socket = new Socket()
    this.#open.add(socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      if (this.#open.size === 0) this.#onLast()
    })
    return socket
  }

  /** Resolves when all of them are closed, which those are made to be that take longer than `graceMs`. */
  async closed(timers: Timers, graceMs: number): Promise<void> {
    if (this.#open.size === 0) return
    const timer = timers.setTimeout(() => {
      for (const socket of this.#open) socket.destroy()
    }, graceMs)
    await new Promise<void>((resolve) => {
      this.#onLast = resolve
    })
    timers.clearTimeout(timer)
  }
}
