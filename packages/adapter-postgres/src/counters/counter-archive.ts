import {
  type AdapterCapabilities,
  type ArchivedPart,
  type CounterArchive,
  MEMBER_COUNTERS,
  type PortCall,
  partName,
  type UnknownCounters,
  type UnsavedCounters,
} from '@feed-engine/core'
import { PostgresAdapter } from '../database/postgres-adapter'
import { LOAD, SAVE } from './counter-statements'

type MemberRow = readonly [counter: number, member: string, on: boolean, atMs: number]

interface PartRow {
  readonly place: number
  readonly version: number
  readonly likes: number
  readonly replies: number
  readonly reposts: number
  readonly quotes: number
  readonly views: number
  readonly members: readonly MemberRow[] | null
}

/** Counters in two tables. A save is one statement, and so one transaction; so is a load. */
export class PostgresCounterArchive extends PostgresAdapter implements CounterArchive {
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: true })

  async save({ parts }: { readonly parts: readonly UnsavedCounters[] }, call?: PortCall): Promise<void> {
    this.begin(call)
    if (parts.length > 0) await this.query(SAVE, [...partColumns(parts), ...memberColumns(parts)], call)
  }

  async load(
    { parts }: { readonly parts: readonly UnknownCounters[] },
    call?: PortCall,
  ): Promise<readonly ArchivedPart[]> {
    this.begin(call)
    if (parts.length === 0) return []
    const asked = [...new Map(parts.map((part) => [partName(part), part])).values()]
    const wanted = asked.flatMap(({ members }, index) => members.map((member) => ({ ...member, place: index + 1 })))
    const rows = await this.query<PartRow>(
      LOAD,
      [
        ...placeColumns(asked),
        wanted.map(({ place }) => place),
        wanted.map(({ counter }) => MEMBER_COUNTERS.indexOf(counter)),
        wanted.map(({ member }) => member),
      ],
      call,
    )
    return rows.flatMap((row) => {
      const part = asked[row.place - 1]
      return part === undefined ? [] : [archivedPart(part, row)]
    })
  }
}

function archivedPart({ tenant, postId, part }: UnknownCounters, row: PartRow): ArchivedPart {
  const { version, likes, replies, reposts, quotes, views } = row
  const members = (row.members ?? []).flatMap(([index, member, on, atMs]) => {
    const counter = MEMBER_COUNTERS[index]
    return counter === undefined ? [] : [{ counter, member, on, atMs }]
  })
  return { tenant, postId, part, version, counts: { likes, replies, reposts, quotes, views }, members }
}

function placeColumns(parts: readonly Pick<UnknownCounters, 'tenant' | 'postId' | 'part'>[]): unknown[][] {
  return [parts.map(({ tenant }) => tenant), parts.map(({ postId }) => postId), parts.map(({ part }) => part)]
}

function partColumns(parts: readonly UnsavedCounters[]): unknown[][] {
  return [
    ...placeColumns(parts),
    parts.map(({ version }) => version),
    parts.map(({ pending }) => pending === 0),
    ...MEMBER_COUNTERS.map((counter) => parts.map(({ counts }) => counts[counter])),
    parts.map(({ counts }) => counts.views),
  ]
}

function memberColumns(parts: readonly UnsavedCounters[]): unknown[][] {
  const states = parts.flatMap(({ tenant, postId, part, members }) =>
    members.map((state) => ({ ...state, tenant, postId, part })),
  )
  return [
    ...placeColumns(states),
    states.map(({ counter }) => MEMBER_COUNTERS.indexOf(counter)),
    states.map(({ member }) => member),
    states.map(({ on }) => on),
    states.map(({ atMs }) => atMs),
  ]
}
