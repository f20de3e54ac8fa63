import { MEMBER_COUNTERS } from '@feed-engine/core'
import fc from 'fast-check'
import { counterStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { apply, memberChange, NONE, NOW_MS, view } from './counters'

const POSTS = 2
const MEMBERS = 4

const batches = fc.array(
  fc.array(
    fc.record({
      post: fc.nat(POSTS - 1),
      counter: fc.constantFrom('likes', 'likes', 'replies', 'views' as const),
      member: fc.nat(MEMBERS - 1),
      on: fc.boolean(),
      at: fc.nat(6),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  { minLength: 2, maxLength: 8 },
)

/** What the members of a counter are, by the definition: the latest change of each. */
interface Model {
  readonly members: Map<string, { readonly on: boolean; readonly atMs: number }>
  readonly events: Set<string>
}

export const counterModel = counterStoreRule({
  id: 'counters.like-sets',
  title: 'Under any changes, in any order and repeated, every counter is the size of its set',
  why: 'Repetition, order and leaving meet in ways that single examples do not.',
  async run({ adapter, make, check }) {
    await check(batches, async (sequence) => {
      const [tenant, posts, members] = [make.tenant(), make.users(POSTS), make.users(MEMBERS)]
      const models = posts.map((): Model => ({ members: new Map(), events: new Set() }))
      for (const batch of [...sequence, ...sequence.slice(0, 1)]) {
        const changes = batch.map(({ post, counter, member, on, at }) => {
          const [postId, name, atMs] = [posts[post] ?? '', members[member] ?? '', NOW_MS + at]
          return counter === 'views' ? view(postId, name, { atMs }) : memberChange(postId, name, { counter, on, atMs })
        })
        const expected = changes.map((change, index) => {
          const model = models[batch[index]?.post ?? 0]
          const name = `${change.counter} ${change.member}`
          if (change.counter === 'views') return remember(model?.events, name)
          const known = model?.members.get(name)
          const later = known === undefined || change.atMs > known.atMs
          const wins = later || (change.atMs === known.atMs && change.on && !known.on)
          if (wins) model?.members.set(name, { on: change.on, atMs: change.atMs })
          return wins ? 'applied' : 'known'
        })
        ensureEqual(await apply(adapter, tenant, changes), expected, 'the statuses')
        const [viewerId = ''] = members
        const found = await adapter.read({ tenant, postIds: posts, viewerId })
        for (const [index, model] of models.entries()) {
          const sizes = MEMBER_COUNTERS.map((counter) => {
            const inIt = [...model.members].filter(([name, { on }]) => on && name.startsWith(`${counter} `))
            return [counter, inIt.length]
          })
          const counts = { ...NONE, ...Object.fromEntries(sizes), views: model.events.size }
          const liked = model.members.get(`likes ${viewerId}`)?.on === true
          ensureEqual(found.get(posts[index] ?? ''), { counts, liked }, 'the counters')
        }
      }
    })
  },
})

function remember(events: Set<string> | undefined, name: string): string {
  if (events?.has(name) === true) return 'known'
  events?.add(name)
  return 'applied'
}
