import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { forkModule } from '../../harness/fork-module'
import type { ReaderAssignment } from './reader'
import type { Rush, RushResult } from './rush'

/** Processes that read, each with an engine and connections of its own. */
export class ReaderProcesses {
  readonly #children: readonly ChildProcess[]

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children
  }

  /** Resolves when all of them are connected. */
  static async start(count: number, assignment: ReaderAssignment): Promise<ReaderProcesses> {
    const processes = new ReaderProcesses(Array.from({ length: count }, () => forkModule('workloads/stampede/reader')))
    try {
      await Promise.all(processes.#children.map((child) => ask(child, assignment)))
      return processes
    } catch (error) {
      await processes.end()
      throw error
    }
  }

  /** Lets the readers of a rush begin in all of the processes at once, as many in each. */
  rush({ viewerId, readers }: Rush): Promise<readonly RushResult[]> {
    const task = { viewerId, readers: Math.ceil(readers / this.#children.length) }
    return Promise.all(this.#children.map(async (child) => (await ask(child, task)) as RushResult))
  }

  /** Lets go of them: they close what they opened. */
  async end(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const exited = once(child, 'exit')
        if (child.connected) child.disconnect()
        await exited
      }),
    )
  }
}

/** Sends a message and waits for the answer. Fails if the process ends instead. */
async function ask(child: ChildProcess, message: object): Promise<unknown> {
  const end = new AbortController()
  const { signal } = end
  try {
    const answered = once(child, 'message', { signal })
    const exited = once(child, 'exit', { signal }).then(() => Promise.reject(new Error('a reader process ended')))
    child.send(message)
    const [answer] = await Promise.race([answered, exited])
    return answer
  } finally {
    end.abort()
  }
}
