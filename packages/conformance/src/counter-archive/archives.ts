import type {
  CounterArchive,
  CounterMember,
  CounterPart,
  Counts,
  MemberState,
  UnsavedCounters,
} from '@feed-engine/core'
import { NONE } from '../counter-store/counters'
import type { Fixtures } from '../kit/fixtures'
import { ensureEqual } from '../kit/violation'

export function newPart(make: Fixtures): CounterPart {
  return { tenant: make.tenant(), postId: make.name('post'), part: 0 }
}

export function like(member: string, change: Partial<MemberState> = {}): MemberState {
  return { counter: 'likes', member, on: true, atMs: 1_000, ...change }
}

/** Saves a state of a part: by default whole, without members. */
export async function save(
  archive: CounterArchive,
  place: CounterPart,
  state: { readonly version: number; readonly counts?: Partial<Counts> } & Partial<
    Pick<UnsavedCounters, 'members' | 'pending'>
  >,
): Promise<void> {
  const { version, counts, members = [], pending = 0 } = state
  await archive.save({ parts: [{ ...place, version, counts: { ...NONE, ...counts }, members, pending }] })
}

/** Demands what is loaded of a part, and of some of its members. */
export async function ensureArchived(
  archive: CounterArchive,
  place: CounterPart,
  expected: { readonly version: number; readonly counts?: Partial<Counts>; readonly members?: readonly MemberState[] },
  asked: readonly CounterMember[] = (expected.members ?? []).map(({ counter, member }) => ({ counter, member })),
): Promise<void> {
  const found = await archive.load({ parts: [{ ...place, members: asked }] })
  const inOrder = found.map((part) => ({ ...part, members: [...part.members].sort(byName) }))
  const { version, counts, members = [] } = expected
  const wanted = { ...place, version, counts: { ...NONE, ...counts }, members: [...members].sort(byName) }
  ensureEqual(inOrder, [wanted], 'what is archived')
}

function byName(a: CounterMember, b: CounterMember): number {
  const [one, other] = [`${a.counter} ${a.member}`, `${b.counter} ${b.member}`]
  return one < other ? -1 : one > other ? 1 : 0
}
