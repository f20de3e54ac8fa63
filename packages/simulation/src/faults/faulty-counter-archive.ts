import type { CounterArchive } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'
import { inParts } from './in-parts'

/** An archive of counters at the other end of an unreliable network. Saves may also arrive late, or in two parts. */
export function faultyCounterArchive(inner: CounterArchive, wire: Wire): CounterArchive {
  const port = 'archive'
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    save: (params, call) =>
      wire.call({
        port,
        step: 'archive.save',
        call,
        late: true,
        apply: async (rest) => {
          await inParts(params.parts, wire, (parts) => inner.save({ parts }, rest))
        },
      }),
    load: (params, call) => wire.call({ port, step: 'archive.load', call, apply: (rest) => inner.load(params, rest) }),
    close: () => Promise.resolve(),
  }
}
