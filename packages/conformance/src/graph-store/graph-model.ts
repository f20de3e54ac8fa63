import type { GraphStore, Relation } from '@feed-engine/core'
import fc from 'fast-check'
import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { countsOf, follow, relationsOf, sorted, versionOf } from './edges'

const KINDS = [
  'follow',
  'follow',
  'approve',
  'unfollow',
  'block',
  'unblock',
  'mute',
  'unmute',
  'private',
  'public',
] as const

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS, 'block', 'unblock'),
    actor: fc.nat(2),
    target: fc.integer({ min: 1, max: 2 }),
  }),
  {
    minLength: 40,
    maxLength: 80,
  },
)

/** The graph as the docstrings define it, as simply as possible. */
class GraphModel {
  readonly accepted = new Set<string>()
  readonly pending = new Set<string>()
  readonly blocks = new Set<string>()
  readonly mutes = new Set<string>()
  readonly closed = new Set<number>()

  follow(a: number, b: number): { status: string; changed?: boolean } {
    const edge = pairOf(a, b)
    if (this.blocks.has(edge) || this.blocks.has(pairOf(b, a))) return { status: 'blocked' }
    if (this.accepted.has(edge)) return { status: 'accepted', changed: false }
    if (this.closed.has(b)) {
      const changed = !this.pending.has(edge)
      this.pending.add(edge)
      return { status: 'pending', changed }
    }
    this.pending.delete(edge)
    this.accepted.add(edge)
    return { status: 'accepted', changed: true }
  }

  approve(a: number, b: number): string {
    const edge = pairOf(a, b)
    if (this.accepted.has(edge)) return 'accepted'
    if (!this.pending.delete(edge)) return 'missing'
    this.accepted.add(edge)
    return 'approved'
  }

  unfollow(a: number, b: number): boolean {
    const edge = pairOf(a, b)
    return [this.accepted.delete(edge), this.pending.delete(edge)].includes(true)
  }

  block(a: number, b: number): void {
    this.blocks.add(pairOf(a, b))
    this.unfollow(a, b)
    this.unfollow(b, a)
  }

  relation(a: number, b: number): Relation {
    const edge = pairOf(a, b)
    return {
      follow: this.accepted.has(edge) ? 'accepted' : this.pending.has(edge) ? 'pending' : 'none',
      blocking: this.blocks.has(edge),
      blockedBy: this.blocks.has(pairOf(b, a)),
      muting: this.mutes.has(edge),
      account: this.closed.has(b) ? 'private' : 'public',
    }
  }
}

const pairOf = (a: number, b: number): string => `${a}>${b}`

export const graphModel = graphStoreRule({
  id: 'graph.like-a-set-of-edges',
  title: 'After any follows, approvals, blocks, mutes and account changes, every read agrees with the definition',
  why: 'States of an edge meet in ways that single examples do not.',
  async run({ adapter, make, check }) {
    await check(steps, async (sequence) => {
      const tenant = make.tenant()
      const users = make.users(3)
      const model = new GraphModel()
      const start = await Promise.all(users.map((userId) => versionOf(adapter, tenant, userId)))
      for (const [index, { kind, actor, target }] of sequence.entries()) {
        if (index % 5 === 0) await compare({ graph: adapter, model, tenant, users }, start)
        await step({ graph: adapter, model, tenant, users }, { kind, a: actor, b: (actor + target) % users.length })
      }
      await compare({ graph: adapter, model, tenant, users }, start)
    })
  },
})

interface Bench {
  readonly graph: GraphStore
  readonly model: GraphModel
  readonly tenant: string
  readonly users: readonly string[]
}

async function step(
  { graph, model, tenant, users }: Bench,
  { kind, a, b }: { readonly kind: (typeof KINDS)[number]; readonly a: number; readonly b: number },
): Promise<void> {
  const [userId = '', targetId = ''] = [users[a], users[b]]
  const edge = { tenant, followerId: userId, followeeId: targetId }
  const pair = { tenant, userId, targetId }
  switch (kind) {
    case 'follow':
      return ensureEqual(await follow(graph, tenant, userId, targetId), model.follow(a, b), 'answer of follow')
    case 'approve':
      return ensureEqual(await graph.approveFollow(edge), { status: model.approve(a, b) }, 'answer of approveFollow')
    case 'unfollow':
      return ensureEqual(await graph.unfollow(edge), { removed: model.unfollow(a, b) }, 'answer of unfollow')
    case 'block':
      model.block(a, b)
      return graph.block(pair)
    case 'unblock':
      model.blocks.delete(pairOf(a, b))
      return graph.unblock(pair)
    case 'mute':
      model.mutes.add(pairOf(a, b))
      return graph.mute(pair)
    case 'unmute':
      model.mutes.delete(pairOf(a, b))
      return graph.unmute(pair)
    case 'private':
      model.closed.add(a)
      return graph.setAccountVisibility({ tenant, userId, visibility: kind })
    case 'public':
      model.closed.delete(a)
      return graph.setAccountVisibility({ tenant, userId, visibility: kind })
  }
}

async function compare({ graph, model, tenant, users }: Bench, start: readonly number[]): Promise<void> {
  for (const [a, userId] of users.entries()) {
    const whom = (edges: Set<string>, edgeWith: (b: number) => string) => users.filter((_, b) => edges.has(edgeWith(b)))
    const followers = whom(model.accepted, (b) => pairOf(b, a))
    const followees = whom(model.accepted, (b) => pairOf(a, b))
    const pending = whom(model.pending, (b) => pairOf(b, a))
    const page = { tenant, userId, limit: 10 }
    ensureEqual(sorted((await graph.followers(page)).userIds), sorted(followers), 'followers')
    ensureEqual(sorted((await graph.followees(page)).userIds), sorted(followees), 'followees')
    ensureEqual(sorted((await graph.pendingFollowers(page)).userIds), sorted(pending), 'pending followers')
    const counts = { followers: followers.length, followees: followees.length }
    ensureEqual(await countsOf(graph, tenant, userId), counts, 'counts')
    const question = { tenant, viewerId: userId, authorIds: users, followedAfterVersion: start[a] ?? 0 }
    const answer = await relationsOf(graph, question)
    const others = users.filter((other) => other !== userId)
    const expected = others.map((other) => model.relation(a, users.indexOf(other)))
    ensureEqual(
      others.map((other) => answer.relations.get(other)),
      expected,
      'relations',
    )
    ensureEqual(sorted(answer.newFollowees), sorted(followees), 'followees above the first version')
  }
}
