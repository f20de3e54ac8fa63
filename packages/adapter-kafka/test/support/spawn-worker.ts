import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { until } from './until'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))

export interface Worker {
  readonly process: ChildProcess
  /** What it has said so far. */
  readonly lines: readonly string[]
  /** Resolves with the exit code, `null` after a signal. */
  readonly ended: Promise<number | null>
}

/** Starts a worker, and resolves when it is subscribed. */
export async function spawnWorker(params: {
  readonly prefix: string
  readonly topic: string
  readonly group: string
  readonly handleMs: number
}): Promise<Worker> {
  const broker = inject('connections').kafka.brokers[0] ?? ''
  const args = [broker, params.prefix, params.topic, params.group, `${params.handleMs}`]
  const child = spawn(process.execPath, ['--import', 'tsx', WORKER, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  await until(() => lines.includes('ready') || child.exitCode !== null, 'the worker subscribes')
  if (child.exitCode !== null) throw new Error(`the worker ended with code ${child.exitCode}`)
  return { process: child, lines, ended }
}
