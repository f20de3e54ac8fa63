import type { Task } from './dispatcher'
import type { PartitionWindow } from './partition-window'

interface Held {
  readonly task: Task
  readonly after: number
}

/** Holds replayed messages back until their group is done with what lay before them when the replay was asked for. */
export class ReplayGate {
  readonly #held = new Map<number, Held[]>()
  readonly #enqueue: (task: Task) => void

  constructor(enqueue: (task: Task) => void) {
    this.#enqueue = enqueue
  }

  /** @param main the partition of the same number of the topic itself, if this process has it */
  admit(task: Task, after: number, main: PartitionWindow | undefined): void {
    const { partition } = task.window
    const held = this.#held.get(partition) ?? []
    held.push({ task, after })
    this.#held.set(partition, held)
    this.release(partition, main)
  }

  /** To be called whenever the window has moved. */
  release(partition: number, main: PartitionWindow | undefined): void {
    const held = this.#held.get(partition)
    while (held?.[0] !== undefined && (main === undefined || main.floor >= held[0].after)) {
      this.#enqueue(held[0].task)
      held.shift()
    }
    if (held?.length === 0) this.#held.delete(partition)
  }

  /** Forgets the messages of windows that are held no more. */
  dropLost(): void {
    for (const [partition, held] of this.#held) {
      this.#held.set(
        partition,
        held.filter(({ task }) => task.window.held),
      )
    }
  }
}
