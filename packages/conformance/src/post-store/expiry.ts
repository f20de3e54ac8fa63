import { postStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { create, ensureStored, getOne, listAll } from './posts'

export const expiry = [
  postStoreRule({
    id: 'posts.expiry.kept',
    without: 'expiry',
    title: 'Without the capability, expired posts stay readable and listed',
    why: 'The engine hides them itself, and an expiry may still be changed.',
    async run({ adapter, make, time }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post({ expiresAtMs: time.now() - 60_000 }))
      await ensureStored(adapter, tenant, post, 'an expired post')
      ensureEqual(
        await listAll(adapter, { tenant, authorId: post.authorId, limit: 10 }),
        [post.position],
        'the listing',
      )
    },
  }),
  postStoreRule({
    id: 'posts.expiry.removed',
    level: 'optional',
    requires: 'expiry',
    title: 'With the capability, an expired post is removed within 30 seconds, and no other',
    why: 'Short-lived posts would fill the disk.',
    async run({ adapter, make, time }) {
      const tenant = make.tenant()
      const kept = await create(adapter, tenant, make.post({ expiresAtMs: time.now() + 86_400_000 }))
      const post = await create(adapter, tenant, make.post({ expiresAtMs: time.now() + 1_000 }))
      const removed = async () => (await getOne(adapter, tenant, post.id)) === undefined
      await time.until(removed, 'the expired post is removed', 30_000)
      await ensureStored(adapter, tenant, kept, 'the post that has not expired')
    },
  }),
  postStoreRule({
    id: 'posts.expiry.not-early',
    requires: 'expiry',
    title: 'With the capability, a post that has not expired stays',
    why: 'Seconds taken for milliseconds would remove it at once.',
    async run({ adapter, make, time }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post({ expiresAtMs: time.now() + 3_600_000 }))
      await time.pass(20)
      await ensureStored(adapter, tenant, post, 'the post')
    },
  }),
]
