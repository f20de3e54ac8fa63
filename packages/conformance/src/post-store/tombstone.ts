import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, ensureStored, getOne, listAll, put, remove } from './posts'

export const tombstone = [
  postStoreRule({
    id: 'posts.tombstone.final',
    title: 'tombstone answers deleted, then already; the id answers gone to every later put, of whichever author',
    why: 'A late copy of a put would bring a deleted post back.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      ensureEqual(await remove(adapter, tenant, post), { status: 'deleted' }, 'the first tombstone')
      const deleted = await getOne(adapter, tenant, post.id)
      ensureEqual(await remove(adapter, tenant, post), { status: 'already' }, 'the second tombstone')
      ensureEqual(await getOne(adapter, tenant, post.id), deleted, 'the record after the second tombstone')
      for (const late of [post, make.post({ position: post.position })]) {
        ensureEqual(await put(adapter, tenant, late), { status: 'gone' }, 'a late put of the id')
        ensureEqual(await listAll(adapter, { tenant, authorId: late.authorId, limit: 10 }), [], 'the listing')
      }
      ensureEqual((await getOne(adapter, tenant, post.id))?.state, 'deleted', 'its state after the late puts')
    },
  }),
  postStoreRule({
    id: 'posts.tombstone.before-put',
    title: 'An id may be deleted before it was ever put; the put answers gone',
    why: 'A delete can overtake the put that it cancels.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = make.post()
      ensureEqual(await remove(adapter, tenant, post), { status: 'deleted' }, 'tombstone of an id that was never put')
      ensureEqual(await remove(adapter, tenant, post), { status: 'already' }, 'the same again')
      for (const late of [post, make.post({ position: post.position })]) {
        ensureEqual(await put(adapter, tenant, late), { status: 'gone' }, 'the put that comes too late')
      }
      const stored = await getOne(adapter, tenant, post.id)
      if (stored !== undefined) {
        ensureEqual([stored.state, stored.body], ['deleted', new Uint8Array()], 'state and body of the tombstone')
      }
      ensureEqual(await listAll(adapter, { tenant, authorId: post.authorId, limit: 10 }), [], 'the listing')
    },
  }),
  postStoreRule({
    id: 'posts.tombstone.other-author',
    title: 'tombstone answers missing for another author\u2019s post, and leaves it as it is',
    why: 'Only authors delete their posts.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const result = await remove(adapter, tenant, { ...post, authorId: make.user() })
      ensureEqual(result, { status: 'missing' }, 'tombstone of another author\u2019s post')
      await ensureStored(adapter, tenant, post, 'the post')
      ensureEqual(
        await listAll(adapter, { tenant, authorId: post.authorId, limit: 10 }),
        [post.position],
        'the listing',
      )
    },
  }),
  postStoreRule({
    id: 'posts.tombstone.concurrent',
    title: 'A put and a delete of one id at once leave it deleted, and one delete of many is the first',
    why: 'Whichever comes first, what was deleted must not be seen.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      for (let round = 0; round < 10; round++) {
        const post = make.post()
        const deletes = [
          () => put(adapter, tenant, post),
          () => remove(adapter, tenant, post),
          () => remove(adapter, tenant, post),
        ]
        const order = round % 2 === 0 ? deletes : deletes.reverse()
        const results = await Promise.all(order.map((run) => run()))
        ensureEqual(
          results.filter(({ status }) => status === 'deleted').length,
          1,
          'number of deletes that were the first',
        )
        ensureEqual(await put(adapter, tenant, post), { status: 'gone' }, 'a put afterwards')
        ensure((await getOne(adapter, tenant, post.id))?.state !== 'visible', 'the post must not be visible')
        ensureEqual(await listAll(adapter, { tenant, authorId: post.authorId, limit: 10 }), [], 'the listing')
      }
    },
  }),
]
