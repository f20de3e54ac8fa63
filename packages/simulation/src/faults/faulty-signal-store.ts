import type { PortCall, SignalStore } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'
import { inParts } from './in-parts'

/** A signal store at the other end of an unreliable network. Records may also arrive late, or in two parts. */
export function faultySignalStore(inner: SignalStore, wire: Wire): SignalStore {
  const send = <T>(
    method: string,
    call: PortCall | undefined,
    late: boolean,
    apply: (rest?: PortCall) => Promise<T>,
  ): Promise<T> => wire.call({ port: 'signals', step: `signals.${method}`, call, late, apply })
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    record: (params, call) =>
      send('record', call, true, async (rest) => {
        const parts = await inParts(params.updates, wire, (updates) => inner.record({ ...params, updates }, rest))
        return parts.flat()
      }),
    read: (params, call) => send('read', call, false, (rest) => inner.read(params, rest)),
    remove: (params, call) => send('remove', call, true, (rest) => inner.remove(params, rest)),
    close: () => Promise.resolve(),
  }
}
