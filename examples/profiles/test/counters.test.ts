import { randomBytes } from 'node:crypto'
import type { Interaction } from '@feed-engine/core'
import { expect, inject, test } from 'vitest'
import { COUNTED_PROFILES, createFeed } from '../src'
import { dropKeys } from '../src/profiles/drop-keys'

const FANS = ['ann', 'bob', 'cleo', 'dan']

test.each(COUNTED_PROFILES)('on $name counts are exact, also when Redis has lost all of them', async (profile) => {
  const addresses = inject('connections')
  const namespace = `counters_${randomBytes(6).toString('hex')}`
  const deployment = await profile.open(addresses, namespace)
  const engine = createFeed(deployment, { workers: 'inline', cursorSecret: randomBytes(32).toString('base64') })
  const { id: postId } = await engine.publish({ authorId: 'ada', body: { text: 'hello' } })
  let atMs = Date.now() - 60_000
  const does = (viewerId: string, ...kinds: readonly Interaction['kind'][]): Promise<void> =>
    engine.recordInteractions({
      viewerId,
      interactions: kinds.map((kind) => ({ kind, postId, eventId: kind, atMs: atMs++ })),
    })
  const count = async (viewerId: string) => (await engine.counters({ postIds: [postId], viewerId })).get(postId)

  for (const fan of FANS) await does(fan, 'like', 'view')
  await does('ann', 'view')
  await does('dan', 'unlike')
  await engine.publish({ authorId: 'ann', body: { text: 'hi' }, inReplyTo: postId })
  await engine.publish({ authorId: 'bob', repostOf: postId })
  await engine.publish({ authorId: 'cleo', body: { text: 'look' }, quoteOf: postId })
  await engine.drain()
  const counts = { likes: 3, replies: 1, reposts: 1, quotes: 1, views: 4 }
  expect(await count('ann')).toEqual({ counts, viewer: { liked: true } })

  const masters = profile.needs.includes('redis') ? [addresses.redis] : addresses.redisCluster.nodes
  await dropKeys(masters, `${namespace}:`)
  for (const fan of FANS) expect(await count(fan)).toEqual({ counts, viewer: { liked: fan !== 'dan' } })

  await dropKeys(masters, `${namespace}:`)
  await Promise.all([does('ann', 'like'), does('dan', 'like'), does('eve', 'like'), does('bob', 'unlike')])
  await engine.drain()
  expect(await count('bob')).toEqual({ counts: { ...counts, likes: 4 }, viewer: { liked: false } })
  await engine.close()
  await deployment.remove()
})
