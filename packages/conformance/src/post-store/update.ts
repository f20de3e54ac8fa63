import { postStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { create, ensureStored, getOne, listAll, put, remove } from './posts'

export const update = [
  postStoreRule({
    id: 'posts.update.changes',
    title: 'update changes the fields it names, keeps the others, raises the version by one and answers the record',
    why: 'Caches compare versions; a change that keeps the version is never seen.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      let expected = await create(adapter, tenant, make.post({ topics: ['a'], kind: 'quote' }))
      const { id: postId, authorId } = expected
      const changes = [
        { visibility: 'followers' },
        { state: 'withheld' },
        { body: make.bytes(40) },
        { state: 'visible', visibility: 'private', body: new Uint8Array() },
        { topics: ['b', 'c'], contentType: 'text/plain' },
        { topics: [], mediaRefs: ['media/1'], body: make.bytes(7) },
      ] as const
      for (const change of changes) {
        expected = { ...expected, ...change, version: expected.version + 1 }
        const result = await adapter.update({ tenant, postId, authorId, change, events: [] })
        ensureEqual(result, { status: 'updated', post: expected }, 'answer of update')
        await ensureStored(adapter, tenant, expected, 'the post after update')
      }
    },
  }),
  postStoreRule({
    id: 'posts.update.concurrent',
    title: 'Updates at once all count: none overwrites another',
    why: 'Two changes under one version leave caches with the wrong one.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const { id: postId, authorId } = await create(adapter, tenant, make.post())
      const change = { visibility: 'followers' } as const
      const results = await Promise.all(
        Array.from({ length: 8 }, () => adapter.update({ tenant, postId, authorId, change, events: [] })),
      )
      const versions = results.map((result) => (result.status === 'updated' ? result.post.version : 0))
      ensureEqual(
        versions.sort((a, b) => a - b),
        [2, 3, 4, 5, 6, 7, 8, 9],
        'versions answered',
      )
      ensureEqual((await getOne(adapter, tenant, postId))?.version, 9, 'the version stored')
    },
  }),
  postStoreRule({
    id: 'posts.update.expected-version',
    title:
      'update of an expected version answers conflict with the post as it is, and writes nothing, if it has another',
    why: 'Of two who edit what they have read, the second would overwrite the first unseen.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const { id: postId, authorId } = post
      const bodies = Array.from({ length: 6 }, () => make.bytes(12))
      const results = await Promise.all(
        bodies.map((body) =>
          adapter.update({ tenant, postId, authorId, change: { body }, expectedVersion: 1, events: [] }),
        ),
      )
      const winner = results.findIndex(({ status }) => status === 'updated')
      const edited = { ...post, version: 2, body: bodies[winner] ?? post.body }
      for (const [index, result] of results.entries()) {
        const status = index === winner ? 'updated' : 'conflict'
        ensureEqual(result, { status, post: edited }, 'answer of an update of version 1')
      }
      await ensureStored(adapter, tenant, edited, 'the post after updates of version 1')

      const later = { tenant, postId, authorId, change: { visibility: 'private' }, events: [] } as const
      const result = await adapter.update({ ...later, expectedVersion: 3 })
      ensureEqual(result, { status: 'conflict', post: edited }, 'answer of an update of a version to come')
      await remove(adapter, tenant, post)
      ensureEqual(
        await adapter.update({ ...later, expectedVersion: 2 }),
        { status: 'gone' },
        'answer of an update of a version that was deleted',
      )
    },
  }),
  postStoreRule({
    id: 'posts.update.missing',
    title: 'update answers missing for an id that was never put, and writes nothing',
    why: 'A row made by an update has no author, and would answer exists to the put that comes later.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = make.post()
      const { id: postId, authorId } = post
      const result = await adapter.update({ tenant, postId, authorId, change: { state: 'withheld' }, events: [] })
      ensureEqual(result, { status: 'missing' }, 'update of an id that was never put')
      ensureEqual(await getOne(adapter, tenant, postId), undefined, 'the post')
      await create(adapter, tenant, post)
      await ensureStored(adapter, tenant, post, 'the post that is put afterwards')
    },
  }),
  postStoreRule({
    id: 'posts.update.other-author',
    title: 'update answers missing for another author\u2019s post, and leaves it as it is',
    why: 'Only authors change their posts.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const change = { visibility: 'private', body: make.bytes(3) } as const
      const result = await adapter.update({ tenant, postId: post.id, authorId: make.user(), change, events: [] })
      ensureEqual(result, { status: 'missing' }, 'update of another author\u2019s post')
      await ensureStored(adapter, tenant, post, 'the post')
    },
  }),
  postStoreRule({
    id: 'posts.update.gone',
    title: 'update answers gone for a deleted post, and brings nothing of it back',
    why: 'An edit that overtakes a delete would show the post again.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const { id: postId, authorId } = post
      await remove(adapter, tenant, post)
      const deleted = await getOne(adapter, tenant, postId)
      const change = { state: 'visible', body: make.bytes(5) } as const
      const result = await adapter.update({ tenant, postId, authorId, change, events: [] })
      ensureEqual(result, { status: 'gone' }, 'update of a deleted post')
      ensureEqual(await getOne(adapter, tenant, postId), deleted, 'the tombstone')
      ensureEqual(await listAll(adapter, { tenant, authorId, limit: 10 }), [], 'the listing')
      ensureEqual(await put(adapter, tenant, post), { status: 'gone' }, 'a put afterwards')
    },
  }),
]
