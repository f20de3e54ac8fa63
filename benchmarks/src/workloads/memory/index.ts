import { once } from 'node:events'
import { forkModule } from '../../harness/fork-module'
import type { Workload } from '../../harness/workload'

/** Answer of the probe: bytes per entry. */
export interface MemorySample {
  readonly adapter: number
  readonly objects: number
}

const SIZES = { full: { timelines: 2_000, entries: 500 }, tiny: { timelines: 20, entries: 40 } }

/** What timelines that were filled and pushed to take in memory, in a process of its own after full collections. */
export const memory: Workload = {
  about: 'bytes of a timeline in the memory adapter, against an array of objects',
  needs: [],
  onProfile: false,
  async run({ scale }) {
    const { timelines, entries } = SIZES[scale]
    const { adapter, objects } = await probe(SIZES[scale])
    return [
      {
        workload: 'memory',
        variant: `${timelines} timelines of ${entries} entries at rest`,
        unit: 'bytes',
        readings: {},
        commands: {
          engine: ['memory adapter: half of each timeline filled at once, half pushed one by one'],
          objects: ['an array of one object an entry, strings shared'],
        },
        rateRatios: {},
        p50Ratios: {},
        bytesPerTimeline: { engine: adapter * entries, objects: objects * entries },
        aims: [],
        figures: { 'bytes/entry, engine': adapter, 'bytes/entry, objects': objects },
      },
    ]
  },
}

async function probe(sizes: { readonly timelines: number; readonly entries: number }): Promise<MemorySample> {
  const child = forkModule('workloads/memory/probe', [JSON.stringify(sizes)], ['--expose-gc'])
  const exited = once(child, 'exit')
  const answered = once(child, 'message')
  const first = await Promise.race([
    answered,
    exited.then(([code]) => Promise.reject(new Error(`the probe exited with ${code}`))),
  ])
  await exited
  return (first as unknown[])[0] as MemorySample
}
