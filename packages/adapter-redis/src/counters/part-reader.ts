import type { CounterPart, Counts, PortCall, ReadCountersParams } from '@feed-engine/core'
import { Script } from '../client/script'
import { replyOf, type ScriptRunner } from '../client/script-runner'
import { countersRead } from '../lua-sources'
import { countsOf, memberField } from './codec'
import type { CounterKeys, Side } from './counter-keys'

const readScript = new Script(countersRead, 'read')

/** A script blocks its server: with so many parts it does so for about a millisecond. */
const MOST_PARTS_PER_SCRIPT = 256

/** A part as it is read. */
export interface ReadPart {
  readonly place: CounterPart
  /** Whether the storage has it. */
  readonly held: boolean
  readonly counts: Counts
  /** Of the part in which the asked viewer would be: whether the viewer is in the likes, if that is known. */
  readonly viewer?: { readonly liked: boolean | undefined }
}

type ReadRow = readonly (Buffer | null)[]

/** All parts of posts, post by post: one script per cell, in one round trip per server. */
export async function readParts(
  parts: { readonly keys: CounterKeys; readonly scripts: ScriptRunner; readonly side: Side },
  { tenant, postIds, viewerId }: ReadCountersParams,
  call: PortCall | undefined,
): Promise<readonly ReadPart[]> {
  const { keys, scripts, side } = parts
  const viewerPart = viewerId === undefined ? undefined : keys.partOf(viewerId)
  const viewerField = viewerId === undefined ? '' : memberField({ counter: 'likes', member: viewerId })
  const places = postIds.flatMap((postId) =>
    Array.from({ length: keys.shards }, (_, part) => ({ tenant, postId, part })),
  )
  const groups = groupByCell(keys, places)
  const outcomes = await scripts.runAll(
    groups.map((group) => ({
      script: readScript,
      keys: group.map((index) => keys.part(side, places[index] as CounterPart)),
      args: group.map((index) => (places[index]?.part === viewerPart ? viewerField : '')),
    })),
    call,
  )
  const found: ReadPart[] = []
  for (const [at, group] of groups.entries()) {
    const rows = replyOf(outcomes[at]) as readonly ReadRow[]
    for (const [row, index] of group.entries()) {
      found[index] = toPart(places[index] as CounterPart, rows[row] ?? [], places[index]?.part === viewerPart)
    }
  }
  return found
}

function toPart(place: CounterPart, row: ReadRow, ofViewer: boolean): ReadPart {
  const [version, partial, ...rest] = row
  const state = rest[5] ?? undefined
  const known = state !== undefined || partial?.toString() !== '1'
  const liked = known ? state?.toString().startsWith('+') === true : undefined
  return {
    place,
    held: version !== null && version !== undefined,
    counts: countsOf(rest.slice(0, 5)),
    ...(ofViewer ? { viewer: { liked } } : {}),
  }
}

/** Indices by cell, since a script's keys share a slot. */
function groupByCell(keys: CounterKeys, places: readonly CounterPart[]): readonly (readonly number[])[] {
  const groups: number[][] = []
  const open = new Map<number, number[]>()
  for (const [index, place] of places.entries()) {
    const cell = keys.cellOf(place)
    let group = open.get(cell)
    if (group === undefined || group.length === MOST_PARTS_PER_SCRIPT) {
      group = []
      groups.push(group)
      open.set(cell, group)
    }
    group.push(index)
  }
  return groups
}
