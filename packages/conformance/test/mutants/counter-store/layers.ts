import type { ApplyCountersParams, CounterChange, CounterStatus, CounterStore, PostCounters } from '@feed-engine/core'
import { override } from '../mutant'

/** Changes what is applied. */
export function applying(inner: CounterStore, change: (change: CounterChange) => CounterChange): CounterStore {
  return override(inner, {
    apply: (params, call) => inner.apply({ ...params, changes: params.changes.map(change) }, call),
  })
}

/** Applies changes by a function that may do as it likes with those that it is given. */
export function applyingAll(
  inner: CounterStore,
  work: (params: ApplyCountersParams) => Promise<readonly CounterStatus[]>,
): CounterStore {
  return override(inner, { apply: (params) => work(params) })
}

/** Changes what a read answers of each post. */
export function reading(
  inner: CounterStore,
  change: (counters: PostCounters, postId: string) => PostCounters | undefined,
): CounterStore {
  return override(inner, {
    read: async (params, call) => {
      const found = await inner.read(params, call)
      const changed = [...found].flatMap(([postId, counters]) => {
        const instead = change(counters, postId)
        return instead === undefined ? [] : [[postId, instead] as const]
      })
      return new Map(changed)
    },
  })
}
