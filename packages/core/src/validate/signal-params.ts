import { FeedError } from '../model'
import type { SignalSubject, SignalUpdate } from '../ports'
import { checkInteger, checkText } from './scalars'

const CODE = 'INVALID_ARGUMENT'
const YEAR_MS = 31_536_000_000
const NAME_BYTES = 256
const MOST_AT_ONCE = 1_000
const MOST_CHANGES = 100
const MOST_KEYS = 10_000
const LEAST_WEIGHT = 1e-9
const LARGEST_WEIGHT = 1e9

/** Checks all updates of a call, as every {@link SignalStore} has to before it counts any. */
export function checkSignalUpdates(params: {
  readonly nowMs: number
  readonly updates: readonly SignalUpdate[]
}): void {
  checkInteger(params.nowMs, 'nowMs', { code: CODE, min: 0, max: Number.MAX_SAFE_INTEGER })
  checkLength(params.updates, 'updates', { min: 0, max: MOST_AT_ONCE })
  for (const update of params.updates) checkUpdate(update)
}

export function checkSignalSubjects(subjects: readonly SignalSubject[]): void {
  checkLength(subjects, 'subjects', { min: 0, max: MOST_AT_ONCE })
  for (const subject of subjects) checkSubject(subject)
}

export function checkSignalReads(
  reads: readonly { readonly subject: SignalSubject; readonly keys?: readonly string[] }[],
): void {
  checkLength(reads, 'subjects', { min: 0, max: MOST_AT_ONCE })
  for (const { subject, keys = [] } of reads) {
    checkSubject(subject)
    checkLength(keys, 'keys', { min: 0, max: MOST_KEYS })
    for (const key of keys) checkName(key, 'key')
  }
}

function checkUpdate({ subject, eventId, atMs, changes, halfLifeMs, maxKeys, dedupeMs }: SignalUpdate): void {
  checkSubject(subject)
  checkName(eventId, 'eventId')
  checkInteger(atMs, 'atMs', { code: CODE, min: 0, max: Number.MAX_SAFE_INTEGER })
  checkInteger(halfLifeMs, 'halfLifeMs', { code: CODE, min: 1, max: YEAR_MS })
  checkInteger(maxKeys, 'maxKeys', { code: CODE, min: 1, max: MOST_KEYS })
  checkInteger(dedupeMs, 'dedupeMs', { code: CODE, min: 1, max: YEAR_MS })
  checkLength(changes, 'changes', { min: 1, max: MOST_CHANGES })
  for (const { key, weight } of changes) {
    checkName(key, 'key')
    if (!(typeof weight === 'number' && weight >= LEAST_WEIGHT && weight <= LARGEST_WEIGHT)) {
      const rule = `has to be a number in ${LEAST_WEIGHT}..${LARGEST_WEIGHT}`
      throw new FeedError({ code: CODE, field: 'weight', rule })
    }
  }
  if (new Set(changes.map(({ key }) => key)).size < changes.length) {
    throw new FeedError({ code: CODE, field: 'changes', rule: 'has a key twice' })
  }
}

function checkName(name: unknown, field: string): void {
  checkText(name, field, { code: CODE, maxBytes: NAME_BYTES })
}

function checkSubject({ kind, ownerId }: SignalSubject): void {
  checkName(kind, 'kind')
  checkName(ownerId, 'ownerId')
}

function checkLength(
  list: readonly unknown[],
  field: string,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (list.length >= min && list.length <= max) return
  throw new FeedError({ code: CODE, field, rule: `has to be an array of ${min} to ${max}, not ${list.length}` })
}
