/** What a group has done with a partition, as it is kept with the committed offset. */
export interface CommittedState {
  /** The lowest offset that is not handled: what is committed. */
  readonly floor: number
  /** Behind the last message that was looked at. */
  readonly end: number
  /** Offsets in `floor..end` that are not handled, ascending, with the tries so far; all others there are handled. */
  readonly pending: ReadonlyMap<number, number>
}

/** The broker takes 4,096 bytes of metadata with an offset, unless `offset.metadata.max.bytes` says otherwise. */
const MAX_LENGTH = 4_000
/** What of it the tries may take: they are the lesser loss. */
const MAX_TRIES_LENGTH = 1_000
const FORMAT = /^1;([0-9a-z]+);([0-9a-z.,]*);([0-9a-z.,]*)$/
const base36 = (value: number): string => value.toString(36)
const fromBase36 = (text: string | undefined): number => Number.parseInt(text ?? '', 36)

/**
 * The state as text: `1;<end - floor>;<runs>;<tries>`, in base 36. A run is `<gap before>.<length>` of pending offsets,
 * tries are `<offset - floor>.<tries>`. What does not fit counts as not handled, and as never tried.
 */
export function encodeState({ floor, end, pending }: CommittedState): string {
  const runs: string[] = []
  const tries: string[] = []
  let [length, triesLength, at, known] = [0, 0, floor, end]
  for (const [start, stop] of runsOf(pending.keys())) {
    const run = `${base36(start - at)}.${base36(stop - start)}`
    length += run.length + 1
    if (length > MAX_LENGTH - MAX_TRIES_LENGTH) {
      known = start
      break
    }
    runs.push(run)
    at = stop
  }
  for (const [offset, count] of pending) {
    if (count === 0) continue
    const entry = `${base36(offset - floor)}.${base36(count)}`
    triesLength += entry.length + 1
    if (triesLength > MAX_TRIES_LENGTH || offset >= known) break
    tries.push(entry)
  }
  return `1;${base36(known - floor)};${runs.join(',')};${tries.join(',')}`
}

/** The state of a committed offset. Metadata that is not ours says nothing: all from the offset on is to be done. */
export function decodeState(floor: number, metadata: string | null): CommittedState {
  const [, span, runs = '', tries = ''] = FORMAT.exec(metadata ?? '') ?? []
  if (span === undefined) return { floor, end: floor, pending: new Map() }
  const pending = new Map<number, number>()
  let at = floor
  for (const [gap, length] of pairs(runs)) {
    at += gap
    for (const stop = at + length; at < stop; at++) pending.set(at, 0)
  }
  for (const [offset, count] of pairs(tries)) pending.set(floor + offset, count)
  return { floor, end: floor + fromBase36(span), pending }
}

/** Ascending offsets as ranges, the upper bound exclusive. */
function* runsOf(offsets: Iterable<number>): Generator<readonly [start: number, stop: number]> {
  let [start, stop] = [0, 0]
  for (const offset of offsets) {
    if (offset !== stop) {
      if (stop > start) yield [start, stop]
      start = offset
    }
    stop = offset + 1
  }
  if (stop > start) yield [start, stop]
}

function pairs(list: string): (readonly [number, number])[] {
  if (list === '') return []
  return list.split(',').map((pair) => {
    const [first, second] = pair.split('.')
    return [fromBase36(first), fromBase36(second)] as const
  })
}
