import type { KeyValueCache, PortCall, SetStatus } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'

/**
 * A cache of keys and values at the other end of an unreliable network: of its writes any may arrive late, and what it
 * was given may be gone at once.
 */
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
    setMany: (params, call) => send('setMany', call, true, (rest) => setSome(inner, params, wire, rest)),
    invalidateMany: (params, call) => send('invalidateMany', call, true, (rest) => inner.invalidateMany(params, rest)),
    acquireLease: (params, call) => send('acquireLease', call, true, (rest) => inner.acquireLease(params, rest)),
    renewLease: (params, call) => send('renewLease', call, true, (rest) => inner.renewLease(params, rest)),
    releaseLease: (params, call) => send('releaseLease', call, true, (rest) => inner.releaseLease(params, rest)),
    close: () => Promise.resolve(),
  }
}

/** Stores values, and says so of those too that it forgets at once. */
async function setSome(
  inner: KeyValueCache,
  { entries }: Parameters<KeyValueCache['setMany']>[0],
  wire: Wire,
  call: PortCall | undefined,
): Promise<readonly SetStatus[]> {
  const forgotten = entries.map(() => wire.faults.happens('forget'))
  const kept = entries.filter((_, index) => forgotten[index] === false)
  const statuses = kept.length === 0 ? [] : await inner.setMany({ entries: kept }, call)
  const answers = statuses[Symbol.iterator]()
  return forgotten.map((gone) => (gone ? 'stored' : (answers.next().value ?? 'failed')))
}
