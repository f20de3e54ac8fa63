import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Assignment } from './assignment'

/** In the repository the sources run; what is bundled has the worker beside it. */
const FROM_SOURCES = import.meta.url.endsWith('.ts')
const WORKER = fileURLToPath(new URL(FROM_SOURCES ? 'worker.ts' : 'worker.js', import.meta.url))

/** Time in which a worker closes; then it is ended by force. */
const CLOSES_WITHIN_MS = 15_000

/** Worker processes of a deployment. */
export class WorkerProcesses {
  readonly #assignment: Assignment
  readonly #running = new Set<ChildProcess>()

  constructor(assignment: Assignment) {
    this.#assignment = assignment
  }

  get count(): number {
    return this.#running.size
  }

  /** Starts one more. Resolves when it works. */
  async start(): Promise<void> {
    const child = fork(WORKER, {
      execArgv: FROM_SOURCES ? ['--import', import.meta.resolve('tsx')] : [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // JSON has no infinite number of followers.
      serialization: 'advanced',
    })
    this.#running.add(child)
    child.once('exit', () => this.#running.delete(child))
    child.send(this.#assignment)
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (message !== 'ready') throw new Error(`A worker ended at its start, with ${String(message)}`)
  }

  /** Kills the oldest as a power failure would: it has no time for anything. */
  async kill(): Promise<void> {
    const [child] = this.#running
    if (child === undefined) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  /** Ends all of them in good order. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running].map(end))
  }
}

async function end(child: ChildProcess): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), CLOSES_WITHIN_MS)
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
  clearTimeout(force)
}
