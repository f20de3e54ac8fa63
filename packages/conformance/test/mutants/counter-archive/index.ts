import type { ArchivedPart, CounterArchive, MemberState, UnsavedCounters } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'

/** Changes what is saved. */
function saving(inner: CounterArchive, change: (part: UnsavedCounters) => UnsavedCounters): CounterArchive {
  return override(inner, { save: ({ parts }, call) => inner.save({ parts: parts.map(change) }, call) })
}

/** Changes what is loaded. */
function loading(inner: CounterArchive, change: (part: ArchivedPart) => ArchivedPart): CounterArchive {
  return override(inner, { load: async (params, call) => (await inner.load(params, call)).map(change) })
}

const upTo = <T>(items: readonly T[], count: number): readonly T[] => items.slice(0, count)

export const counterArchiveMutants = mutantsOf('counterArchive', [
  [
    'replies are not saved',
    'archive.saved',
    (inner) => saving(inner, (part) => ({ ...part, counts: { ...part.counts, replies: 0 } })),
  ],
  [
    'a load takes a hundred parts',
    'archive.load.many',
    (inner) => override(inner, { load: ({ parts }, call) => inner.load({ parts: upTo(parts, 100) }, call) }),
  ],
  [
    'the version that comes last stays',
    ['archive.version.highest', 'archive.concurrent'],
    (inner) => {
      const last = new Map<string, UnsavedCounters>()
      const noting = saving(inner, (part) => {
        last.set(part.postId, part)
        return part
      })
      return loading(noting, (part) => {
        const { version, counts } = last.get(part.postId) ?? part
        return { ...part, version, counts }
      })
    },
  ],
  [
    'the member that comes last stays',
    'archive.members.latest',
    (inner) => {
      const last = new Map<string, MemberState>()
      const noting = saving(inner, (part) => {
        for (const state of part.members) last.set(`${part.postId} ${state.counter} ${state.member}`, state)
        return part
      })
      return loading(noting, (part) => ({
        ...part,
        members: part.members.map((state) => last.get(`${part.postId} ${state.counter} ${state.member}`) ?? state),
      }))
    },
  ],
  [
    'counts are taken over while members are pending',
    ['archive.unsettled', 'archive.members.many'],
    (inner) => saving(inner, (part) => ({ ...part, pending: 0 })),
  ],
  [
    'a save takes a thousand members',
    'archive.members.many',
    (inner) => saving(inner, (part) => ({ ...part, members: upTo(part.members, 1_000) })),
  ],
  [
    'ids are folded to lower case',
    ['archive.ids.any-characters', 'archive.tenants.isolated'],
    (inner) => {
      const folded = <P extends { readonly tenant: string; readonly postId: string }>(part: P): P => ({
        ...part,
        tenant: part.tenant.toLowerCase(),
        postId: part.postId.toLowerCase(),
      })
      return override(inner, {
        save: ({ parts }, call) => inner.save({ parts: parts.map(folded) }, call),
        load: async ({ parts }, call) => {
          const found = await inner.load({ parts: parts.map(folded) }, call)
          return found.flatMap((part, index) => {
            const { tenant, postId } = parts[index] ?? part
            return [{ ...part, tenant, postId }]
          })
        },
      })
    },
  ],
  [
    'ids are cut after 255 bytes',
    'archive.ids.longest',
    (inner) => {
      const cut = <P extends { readonly postId: string }>(part: P): P => ({
        ...part,
        postId: part.postId.length > 255 ? part.postId.slice(0, 255) : part.postId,
      })
      return override(inner, {
        save: ({ parts }, call) => inner.save({ parts: parts.map(cut) }, call),
        load: async ({ parts }, call) => {
          const found = await inner.load({ parts: parts.map(cut) }, call)
          return found.map((part, index) => ({ ...part, postId: parts[index]?.postId ?? part.postId }))
        },
      })
    },
  ],
])
