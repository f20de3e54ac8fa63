import { memberChange, NOW_MS, view } from '../counter-store/counters'
import { writeBehindRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { applyNew, dirtyOf, frontOf, IDLE_MS, membersIn, unsavedOf } from './front'

const SHORT_MS = 60

export const savingRules = [
  writeBehindRule({
    id: 'behind.dirty.until-settled',
    title: 'A part that was changed is dirty until it is settled; one that was only read or told again is not',
    why: 'What is not listed never reaches the archive, and what is listed for ever is saved for ever.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, member] = [make.tenant(), make.user()]
      const posts = make.users(30)
      const changes = posts.flatMap((post, index) => [
        index % 2 === 0 ? memberChange(post, member) : view(post, member),
      ])
      await applyNew(front, tenant, changes)
      ensureEqual(
        (await dirtyOf(front, tenant, 7)).map(({ postId }) => postId).sort(),
        [...posts].sort(),
        'the dirty posts',
      )
      await front.settle({ saved: await unsavedOf(front, tenant), idleMs: IDLE_MS })
      ensureEqual(await dirtyOf(front, tenant), [], 'dirty parts after they were settled')
      await front.apply({ tenant, nowMs: NOW_MS, changes })
      await front.read({ tenant, postIds: posts, viewerId: member })
      ensureEqual(await dirtyOf(front, tenant), [], 'dirty parts after nothing changed')
      await front.apply({ tenant, nowMs: NOW_MS, changes: [view(posts[0] ?? '', make.name('event'))] })
      ensureEqual(
        (await dirtyOf(front, tenant)).map(({ postId }) => postId),
        posts.slice(0, 1),
        'dirty posts after a change',
      )
    },
  }),
  writeBehindRule({
    id: 'behind.unsaved.members',
    title: 'unsaved answers counts, version and changed members, no more of them than asked for, and how many are left',
    why: 'A post that a million like in a minute must not be one answer.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, members] = [make.tenant(), make.name('post'), make.users(30)]
      const left = members.slice(0, 3).map((member) => memberChange(post, member, { on: false, atMs: NOW_MS + 2 }))
      await applyNew(front, tenant, [...members.map((member) => memberChange(post, member)), ...left])
      const seen: string[] = []
      for (let round = 0; round < 100; round++) {
        const parts = await unsavedOf(front, tenant, 4)
        if (parts.length === 0) break
        const likes = parts.map(({ counts }) => counts.likes)
        if (round === 0) ensureEqual(sumOf(likes), 27, 'the likes over all parts')
        for (const { members: some, pending } of parts) {
          ensure(
            some.length <= 4 && (pending === 0 || some.length > 0),
            'at most so many members, and some while any are left',
          )
        }
        const states = parts.flatMap((part) => part.members)
        for (const { member, on, atMs } of states) {
          const expected = left.some((change) => change.member === member) ? [false, NOW_MS + 2] : [true, NOW_MS]
          ensureEqual([on, atMs], expected, `the state of ${member}`)
        }
        const open = parts.reduce((sum, part) => sum + part.members.length + part.pending, 0)
        ensureEqual(open, 30 - seen.length, 'members told and left')
        seen.push(...membersIn(parts))
        await front.settle({ saved: parts, idleMs: IDLE_MS })
      }
      ensureEqual([...seen].sort(), [...members].sort(), 'all members, each once')
    },
  }),
  writeBehindRule({
    id: 'behind.settle.changed-meanwhile',
    title: 'What changed after it was read stays unsaved when that state is settled, and its part dirty',
    why: 'A like between the save and its confirmation would never be saved.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      await applyNew(front, tenant, [memberChange(post, member)])
      const changes = [memberChange(post, member, { on: false, atMs: NOW_MS + 1 }), view(post, member)]
      for (const [index, change] of changes.entries()) {
        const saved = await unsavedOf(front, tenant)
        await front.apply({ tenant, nowMs: NOW_MS, changes: [change] })
        await front.settle({ saved, idleMs: IDLE_MS })
        const left = await unsavedOf(front, tenant)
        ensureEqual(membersIn(left), index === 0 ? [member] : [], 'the members that are left')
        ensure(left.length > 0, 'the part has to be dirty still')
      }
      const counts = (await unsavedOf(front, tenant)).reduce((sum, part) => sum + part.counts.views, 0)
      ensureEqual(counts, 1, 'the views to be saved')
    },
  }),
  writeBehindRule({
    id: 'behind.version.grows',
    title: 'The version of a part grows with every change, over lives, and is not behind the clock of who changes it',
    why: 'The archive keeps the highest: a version that begins anew would be refused, and its counts lost.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      await applyNew(front, tenant, [memberChange(post, member)], 50)
      let version = 0
      const steps = [50, 50, 3, 90_000, 90_000]
      for (const [index, nowMs] of steps.entries()) {
        const change = memberChange(post, member, { on: index % 2 === 1, atMs: NOW_MS + 1 + index })
        await front.apply({ tenant, nowMs, changes: [change] })
        const [part] = await unsavedOf(front, tenant)
        ensure(
          part !== undefined && part.version > version && part.version >= nowMs,
          `the version has to grow beyond ${version}, and to ${nowMs} at least`,
        )
        version = part.version
      }
    },
  }),
  writeBehindRule({
    id: 'behind.idle.goes',
    title: 'A clean part goes when it was not changed for so long, restored or settled; a dirty one stays',
    why: 'Memory would hold every post there ever was; and what was not saved yet is nowhere else.',
    async run({ adapter, make, time }) {
      const front = frontOf(adapter)
      const [tenant, member] = [make.tenant(), make.user()]
      const [restored, settled, dirty, changed] = make.users(4) as [string, string, string, string]
      await applyNew(front, tenant, [memberChange(settled, member)])
      const saved = await unsavedOf(front, tenant)
      await applyNew(front, tenant, [memberChange(dirty, member)])
      await front.settle({ saved, idleMs: SHORT_MS })
      for (const postId of [restored, changed]) {
        const { unknown } = await front.read({ tenant, postIds: [postId] })
        await front.restore({
          parts: unknown.map((part) => ({ ...part, members: [] })),
          idleMs: postId === changed ? SHORT_MS * 20 : SHORT_MS,
        })
      }
      await front.apply({ tenant, nowMs: NOW_MS, changes: [memberChange(changed, member)] })
      const isGone = async (postId: string) => (await front.read({ tenant, postIds: [postId] })).counters.size === 0
      await time.until(async () => (await isGone(restored)) && (await isGone(settled)), 'clean parts go')
      await time.pass(SHORT_MS * 20)
      const left = await unsavedOf(front, tenant)
      const shown = left.map(({ postId, counts }) => [postId, counts.likes])
      ensureEqual(
        new Map(shown as [string, number][]),
        new Map([dirty, changed].map((id) => [id, 1])),
        'what is not saved',
      )
    },
  }),
]

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0)
}
