import type { CounterChange } from '@feed-engine/core'
import { counterStoreRule } from '../kit/rule'
import { ensureEqual, ensureRejects } from '../kit/violation'
import { apply, ensureCounts, memberChange, NOW_MS, readOne, view } from './counters'

const isNoName = ['', 'x'.repeat(257), '\u00e9'.repeat(129), '\ud800', 5, null, undefined] as string[]
const isNoTime = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '5', undefined] as number[]

export const counterArguments = [
  counterStoreRule({
    id: 'counters.arguments.refused',
    title: 'What is no change fails the whole call with INVALID_ARGUMENT, and nothing has happened',
    why: 'A member without a time can never be overruled, and one without a name is everybody.',
    async run({ adapter, make }) {
      const [tenant, post] = [make.tenant(), make.name('post')]
      const good = memberChange(post, make.user())
      const [member, event] = [memberChange(post, make.user()), view(post, make.name('event'))]
      const bad = [
        ...isNoName.flatMap((name) => [
          { ...member, member: name },
          { ...member, postId: name },
          { ...event, member: name },
        ]),
        ...isNoTime.flatMap((atMs) => [
          { ...member, atMs },
          { ...event, atMs },
          { ...event, keepMs: atMs },
        ]),
        { ...event, keepMs: 0 },
        { ...event, keepMs: 31_536_000_001 },
        { ...member, on: 1 },
        { ...member, counter: 'like' },
        { ...member, counter: '__proto__' },
      ] as CounterChange[]
      for (const change of bad) {
        const call = Promise.resolve().then(() => adapter.apply({ tenant, nowMs: NOW_MS, changes: [good, change] }))
        await ensureRejects(call, 'INVALID_ARGUMENT', `apply of ${JSON.stringify(change)}`)
      }
      for (const name of isNoName) {
        const reads = [
          { tenant, postIds: [post, name] },
          ...(name === undefined ? [] : [{ tenant, postIds: [post], viewerId: name }]),
        ]
        for (const params of reads) {
          const call = Promise.resolve().then(() => adapter.read(params))
          await ensureRejects(call, 'INVALID_ARGUMENT', `read with ${JSON.stringify(name)}`)
        }
      }
      await ensureCounts(adapter, tenant, post, {})
      ensureEqual(await apply(adapter, tenant, [good]), ['applied'], 'the good change alone')
    },
  }),
  counterStoreRule({
    id: 'counters.times.exact',
    title: 'Times up to 2^53 − 1 are compared exactly',
    why: 'A time that goes through text or 32 bits is another time, and the wrong change wins.',
    async run({ adapter, make }) {
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      const times = [0, 9, 10, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER]
      for (const [index, atMs] of times.entries()) {
        const on = index % 2 === 0
        ensureEqual(await apply(adapter, tenant, [memberChange(post, member, { on, atMs })]), ['applied'], `at ${atMs}`)
        const older = memberChange(post, member, { on: !on, atMs: Math.max(0, atMs - 1) })
        if (atMs > 0) ensureEqual(await apply(adapter, tenant, [older]), ['known'], `a millisecond before ${atMs}`)
        ensureEqual((await readOne(adapter, tenant, post, member))?.liked, on, `liked at ${atMs}`)
      }
    },
  }),
]
