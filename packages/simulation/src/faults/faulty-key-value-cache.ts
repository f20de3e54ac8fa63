import type { KeyValueCache, PortCall } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'

/** A cache of keys and values at the other end of an unreliable network: of its writes any may arrive late. */
export function faultyKeyValueCache(inner: KeyValueCache, wire: Wire): KeyValueCache {
  const send = <T>(
    method: string,
    call: PortCall | undefined,
    late: boolean,
    apply: (rest?: PortCall) => Promise<T>,
  ): Promise<T> => wire.call({ port: 'cache', step: `cache.${method}`, call, late, apply })
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    getMany: (params, call) => send('getMany', call, false, (rest) => inner.getMany(params, rest)),
    setMany: (params, call) => send('setMany', call, true, (rest) => inner.setMany(params, rest)),
    invalidateMany: (params, call) => send('invalidateMany', call, true, (rest) => inner.invalidateMany(params, rest)),
    acquireLease: (params, call) => send('acquireLease', call, true, (rest) => inner.acquireLease(params, rest)),
    renewLease: (params, call) => send('renewLease', call, true, (rest) => inner.renewLease(params, rest)),
    releaseLease: (params, call) => send('releaseLease', call, true, (rest) => inner.releaseLease(params, rest)),
    close: () => Promise.resolve(),
  }
}
