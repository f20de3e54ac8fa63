import type { SignalEntry, SignalStatus, SignalStore, SignalSubject, SignalUpdate } from '@feed-engine/core'
import { override } from '../mutant'

/** Changes updates on their way in. */
export function recording(inner: SignalStore, change: (update: SignalUpdate) => SignalUpdate): SignalStore {
  return override(inner, {
    record: (params, call) => inner.record({ ...params, updates: params.updates.map(change) }, call),
  })
}

/** Changes answers on their way out. */
export function answering(
  inner: SignalStore,
  change: (statuses: readonly SignalStatus[]) => readonly SignalStatus[],
): SignalStore {
  return override(inner, { record: async (params, call) => change(await inner.record(params, call)) })
}

/** Changes vectors on their way out. */
export function reading(
  inner: SignalStore,
  change: (entries: readonly SignalEntry[]) => readonly SignalEntry[],
): SignalStore {
  return override(inner, { read: async (params, call) => (await inner.read(params, call)).map(change) })
}

/** Keeps vectors under other names. */
export function renaming(inner: SignalStore, change: (subject: SignalSubject) => SignalSubject): SignalStore {
  return override(inner, {
    record: ({ updates, ...rest }, call) =>
      inner.record({ ...rest, updates: updates.map((each) => ({ ...each, subject: change(each.subject) })) }, call),
    read: ({ subjects, ...rest }, call) =>
      inner.read({ ...rest, subjects: subjects.map((each) => ({ ...each, subject: change(each.subject) })) }, call),
    remove: ({ subjects, ...rest }, call) => inner.remove({ ...rest, subjects: subjects.map(change) }, call),
  })
}
