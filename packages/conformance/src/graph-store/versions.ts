import type { GraphStore } from '@feed-engine/core'
import { graphStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { follow, followEach, relationsOf, sorted, versionOf } from './edges'

export const versions = [
  graphStoreRule({
    id: 'graph.version.new-followees',
    title: 'Follows accepted after an answer, and only those, are the new followees after its graph version',
    why: 'They are pulled until the timeline covers them: one that is not listed shows nothing.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', ...authors] = make.users(7)
      const start = await versionOf(adapter, tenant, viewerId)
      let version = start
      ensureEqual(await newSince(adapter, { tenant, viewerId }, version), [], 'new followees of nobody')
      for (const author of authors) {
        await followEach(adapter, tenant, [[viewerId, author]])
        ensureEqual(await newSince(adapter, { tenant, viewerId }, version), [author], 'new followees after one follow')
        const next = await versionOf(adapter, tenant, viewerId)
        ensure(next > version, 'the graph version has to rise with a follow')
        version = next
      }
      ensureEqual(await newSince(adapter, { tenant, viewerId }, version), [], 'new followees without a follow')
      const all = sorted(await newSince(adapter, { tenant, viewerId }, start))
      ensureEqual(all, sorted(authors), 'new followees after the first version')
    },
  }),
  graphStoreRule({
    id: 'graph.version.refollow',
    title: 'A follow that ended and began anew has a version above all earlier ones',
    why: 'The timeline was cleaned of the followee in between: it has to be pulled again.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', author = '', other = ''] = make.users(3)
      await followEach(adapter, tenant, [
        [viewerId, author],
        [viewerId, other],
      ])
      const graphVersion = await versionOf(adapter, tenant, viewerId)
      await adapter.unfollow({ tenant, followerId: viewerId, followeeId: author })
      ensureEqual(await newSince(adapter, { tenant, viewerId }, graphVersion), [], 'new followees after an unfollow')
      await followEach(adapter, tenant, [[viewerId, author]])
      ensureEqual(
        await newSince(adapter, { tenant, viewerId }, graphVersion),
        [author],
        'new followees after a new follow',
      )
      await adapter.block({ tenant, userId: viewerId, targetId: other })
      await adapter.unblock({ tenant, userId: viewerId, targetId: other })
      await followEach(adapter, tenant, [[viewerId, other]])
      const both = sorted(await newSince(adapter, { tenant, viewerId }, graphVersion))
      ensureEqual(both, sorted([author, other]), 'new followees after a block, its end and a new follow')
    },
  }),
  graphStoreRule({
    id: 'graph.version.never-reused',
    title: 'Versions of a follower only rise, also when the newest follows have ended',
    why: 'A version given out twice makes a timeline claim a followee whom it never pulled.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', a = '', b = ''] = make.users(3)
      await followEach(adapter, tenant, [[viewerId, a]])
      const graphVersion = await versionOf(adapter, tenant, viewerId)
      await adapter.unfollow({ tenant, followerId: viewerId, followeeId: a })
      const later = await versionOf(adapter, tenant, viewerId)
      for (const version of [graphVersion, later]) {
        await followEach(adapter, tenant, [[viewerId, b]])
        ensureEqual(
          await newSince(adapter, { tenant, viewerId }, version),
          [b],
          'new followees after the only follow ended',
        )
        await adapter.unfollow({ tenant, followerId: viewerId, followeeId: b })
      }
    },
  }),
  graphStoreRule({
    id: 'graph.version.approval',
    title: 'A pending follow is no new followee; its approval makes it one, as does a repeated follow once public',
    why: 'The follower\u2019s timeline was filled while it was pending, without those posts.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', approved = '', opened = ''] = make.users(3)
      const start = await versionOf(adapter, tenant, viewerId)
      for (const userId of [approved, opened]) {
        await adapter.setAccountVisibility({ tenant, userId, visibility: 'private' })
        await follow(adapter, tenant, viewerId, userId)
      }
      const graphVersion = await versionOf(adapter, tenant, viewerId)
      ensureEqual(await newSince(adapter, { tenant, viewerId }, start), [], 'new followees while pending')
      await adapter.approveFollow({ tenant, followerId: viewerId, followeeId: approved })
      ensureEqual(
        await newSince(adapter, { tenant, viewerId }, graphVersion),
        [approved],
        'new followees after approval',
      )
      const between = await versionOf(adapter, tenant, viewerId)
      await adapter.setAccountVisibility({ tenant, userId: opened, visibility: 'public' })
      await follow(adapter, tenant, viewerId, opened)
      ensureEqual(
        await newSince(adapter, { tenant, viewerId }, between),
        [opened],
        'new followees after following anew',
      )
    },
  }),
  graphStoreRule({
    id: 'graph.version.repeated-follow',
    title: 'A repeated follow or approval gives no new version',
    why: 'Each press of the button would pull the followee again.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', author = ''] = make.users(2)
      await followEach(adapter, tenant, [[viewerId, author]])
      const graphVersion = await versionOf(adapter, tenant, viewerId)
      await follow(adapter, tenant, viewerId, author)
      await adapter.approveFollow({ tenant, followerId: viewerId, followeeId: author })
      ensureEqual(await newSince(adapter, { tenant, viewerId }, graphVersion), [], 'new followees')
    },
  }),
  graphStoreRule({
    id: 'graph.version.new-followees-limit',
    title: 'At most newFolloweesLimit are listed; moreNewFollowees tells whether any were left out',
    why: 'A timeline that claims to cover those who were left out shows nothing of them.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', ...authors] = make.users(6)
      const followedAfterVersion = await versionOf(adapter, tenant, viewerId)
      await followEach(
        adapter,
        tenant,
        authors.map((author) => [viewerId, author] as const),
      )
      for (const limit of [0, 1, 4, 5, 6]) {
        const { newFollowees, moreNewFollowees } = await relationsOf(adapter, {
          tenant,
          viewerId,
          followedAfterVersion,
          newFolloweesLimit: limit,
        })
        ensureEqual(newFollowees.length, Math.min(limit, 5), `new followees listed under a limit of ${limit}`)
        ensureEqual(new Set(newFollowees).size, newFollowees.length, 'number of different ones')
        ensure(
          newFollowees.every((author) => authors.includes(author)),
          'only followees are listed',
        )
        ensureEqual(moreNewFollowees, limit < 5, `moreNewFollowees under a limit of ${limit}`)
      }
      const unasked = await relationsOf(adapter, { tenant, viewerId, newFolloweesLimit: 3 })
      ensureEqual(
        [unasked.newFollowees, unasked.moreNewFollowees],
        [[], false],
        'new followees that were not asked for',
      )
    },
  }),
  graphStoreRule({
    id: 'graph.version.concurrent',
    title: 'Follows and reads at once: each follow is seen by an answer, or is above its graph version',
    why: 'A follow between the two is covered by claim and pulled by nobody.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const viewerId = make.user()
      const authors = make.users(12)
      const reads: Promise<Awaited<ReturnType<typeof relationsOf>>>[] = []
      await Promise.all(
        authors.map((author) => {
          const followed = follow(adapter, tenant, viewerId, author)
          reads.push(relationsOf(adapter, { tenant, viewerId, authorIds: authors }))
          return followed
        }),
      )
      for (const { graphVersion, relations } of await Promise.all(reads)) {
        const unseen = authors.filter((author) => relations.get(author)?.follow !== 'accepted')
        const later = await newSince(adapter, { tenant, viewerId }, graphVersion)
        ensureEqual(sorted(later), sorted(unseen), 'new followees after an answer are those whom it did not see')
      }
    },
  }),
]

async function newSince(
  graph: GraphStore,
  viewer: { readonly tenant: string; readonly viewerId: string },
  followedAfterVersion: number,
): Promise<readonly string[]> {
  const answer = await relationsOf(graph, { ...viewer, followedAfterVersion })
  ensure(!answer.moreNewFollowees, 'no new followees are left out')
  return answer.newFollowees
}
