import type { CounterStore, PortCall, WriteBehindCounters } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'
import { inParts } from './in-parts'

type Send = <T>(
  method: string,
  call: PortCall | undefined,
  late: boolean,
  apply: (rest?: PortCall) => Promise<T>,
) => Promise<T>

/** A counter store at the other end of an unreliable network. Changes may also arrive late, or in two parts. */
export function faultyCounterStore(inner: CounterStore, wire: Wire): CounterStore {
  const send: Send = (method, call, late, apply) =>
    wire.call({ port: 'counters', step: `counters.${method}`, call, late, apply })
  const { writeBehind } = inner
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    apply: (params, call) =>
      send('apply', call, true, async (rest) => {
        const parts = await inParts(params.changes, wire, (changes) => inner.apply({ ...params, changes }, rest))
        return parts.flat()
      }),
    read: (params, call) => send('read', call, false, (rest) => inner.read(params, rest)),
    ...(writeBehind === undefined ? {} : { writeBehind: faultyWriteBehind(writeBehind, wire, send) }),
    close: () => Promise.resolve(),
  }
}

/** The same in front of an archive: what it is told of the archive may arrive late as well. */
function faultyWriteBehind(inner: WriteBehindCounters, wire: Wire, send: Send): WriteBehindCounters {
  return {
    apply: (params, call) =>
      send('apply', call, true, async (rest) => {
        const parts = await inParts(params.changes, wire, (changes) => inner.apply({ ...params, changes }, rest))
        return { statuses: parts.flatMap(({ statuses }) => statuses), unknown: parts.flatMap(({ unknown }) => unknown) }
      }),
    read: (params, call) => send('read', call, false, (rest) => inner.read(params, rest)),
    restore: (params, call) => send('restore', call, true, (rest) => inner.restore(params, rest)),
    dirty: (params, call) => send('dirty', call, false, (rest) => inner.dirty(params, rest)),
    unsaved: (params, call) => send('unsaved', call, false, (rest) => inner.unsaved(params, rest)),
    settle: (params, call) => send('settle', call, true, (rest) => inner.settle(params, rest)),
  }
}
