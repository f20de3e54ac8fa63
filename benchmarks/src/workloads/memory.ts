import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Figure, figure } from '../figure'
import type { WorkloadSettings } from '../scale'

const PROBE = fileURLToPath(new URL('./memory-probe.ts', import.meta.url))

/** Answer of the probe: bytes per entry. */
export interface MemorySample {
  readonly adapter: number
  readonly objects: number
}

/**
 * What an entry of a timeline that was filled and pushed to takes in memory, against one plain object an entry.
 * Measured in a process of its own, as growth of the heap after full collections.
 */
export async function memory({ scale }: WorkloadSettings): Promise<readonly Figure[]> {
  const { adapter, objects } = await probe(scale.memory)
  return [
    figure({
      workload: 'memory',
      name: 'timeline at rest, memory adapter',
      unit: 'bytes/entry',
      value: adapter,
      baseline: { name: 'an array of one object an entry, strings shared', value: objects },
    }),
  ]
}

async function probe(sizes: { readonly timelines: number; readonly entries: number }): Promise<MemorySample> {
  const child = fork(PROBE, [JSON.stringify(sizes)], { execArgv: ['--expose-gc', '--import', 'tsx'] })
  const exited = once(child, 'exit')
  const answered = once(child, 'message')
  const first = await Promise.race([
    answered,
    exited.then(([code]) => Promise.reject(new Error(`the probe exited with ${code}`))),
  ])
  await exited
  return (first as unknown[])[0] as MemorySample
}
