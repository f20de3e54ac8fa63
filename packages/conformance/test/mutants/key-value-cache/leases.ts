import { mutantsOf, override } from '../mutant'
import { leasing } from './layers'

export const leaseMutants = mutantsOf('keyValueCache', [
  [
    'a lease is looked at before it is taken',
    'values.lease.one-holder',
    (inner, time) =>
      leasing(inner, time, (leases) => ({
        acquireLease: async (params) => {
          const holder = leases.holderOf(params.key)
          await Promise.resolve()
          return holder === undefined || holder === params.holder ? leases.take(params) : leases.refuse(params.key)
        },
      })),
  ],
  [
    'who has to wait is told the life that was asked for',
    'values.lease.one-holder',
    (inner) =>
      override(inner, {
        acquireLease: async (params, call) => {
          const result = await inner.acquireLease(params, call)
          return result.acquired ? result : { acquired: false, freeInMs: params.ttlMs }
        },
      }),
  ],
  [
    'a holder waits for itself',
    'values.lease.own-again',
    (inner, time) =>
      leasing(inner, time, (leases) => ({
        acquireLease: async (params) =>
          leases.holderOf(params.key) === undefined ? leases.take(params) : leases.refuse(params.key),
      })),
  ],
  [
    'a lease acquired again keeps its first life',
    'values.lease.own-again',
    (inner, time) =>
      leasing(inner, time, (leases) => ({
        acquireLease: async (params) =>
          leases.holderOf(params.key) === params.holder ? { acquired: true } : leases.acquire(params),
      })),
  ],
  [
    'leases never end',
    'values.lease.ends',
    (inner) =>
      override(inner, { acquireLease: (params, call) => inner.acquireLease({ ...params, ttlMs: 1e10 }, call) }),
  ],
  [
    'renewLease renews nothing',
    'values.lease.renewed',
    (inner, time) =>
      leasing(inner, time, (leases) => ({ renewLease: async ({ key, holder }) => leases.holderOf(key) === holder })),
  ],
  [
    'anybody renews a lease',
    'values.lease.renewed',
    (inner, time) =>
      leasing(inner, time, (leases) => ({
        renewLease: async (params) => {
          const holder = leases.holderOf(params.key)
          return holder !== undefined && leases.take({ ...params, holder }).acquired
        },
      })),
  ],
  [
    'renewLease takes a lease that is free',
    'values.lease.not-created',
    (inner, time) =>
      leasing(inner, time, (leases) => ({ renewLease: async (params) => leases.acquire(params).acquired })),
  ],
  [
    'anybody releases a lease',
    ['values.lease.released', 'values.like-a-map'],
    (inner, time) =>
      leasing(inner, time, (leases) => ({
        releaseLease: async ({ key }) => leases.release({ key, holder: leases.holderOf(key) ?? '' }),
      })),
  ],
  [
    'releaseLease says that it did',
    'values.lease.released',
    (inner) =>
      override(inner, { releaseLease: async (params, call) => (await inner.releaseLease(params, call)) || true }),
  ],
  [
    'a released lease stays until its end',
    'values.lease.released',
    (inner, time) =>
      leasing(inner, time, (leases) => ({ releaseLease: async ({ key, holder }) => leases.holderOf(key) === holder })),
  ],
  [
    'a lease is kept as the value of its key',
    'values.lease.apart',
    (inner) =>
      override(inner, {
        acquireLease: async (params, call) => {
          const result = await inner.acquireLease(params, call)
          const value = new TextEncoder().encode(params.holder)
          if (result.acquired) await inner.setMany({ entries: [{ ...params, value, version: 0 }] })
          return result
        },
      }),
  ],
  [
    'an invalidation ends the lease',
    'values.lease.apart',
    (inner) => {
      const holders = new Map<string, string>()
      return override(inner, {
        acquireLease: (params, call) => {
          holders.set(params.key, params.holder)
          return inner.acquireLease(params, call)
        },
        invalidateMany: async (params, call) => {
          await inner.invalidateMany(params, call)
          for (const { key } of params.entries) await inner.releaseLease({ key, holder: holders.get(key) ?? 'nobody' })
        },
      })
    },
  ],
])
