import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, ensureStored, getOne, listAll, put, remove } from './posts'

export const idempotencyKey = [
  postStoreRule({
    id: 'posts.key.names-one-post',
    title: 'An author\u2019s idempotency key names one post for ever: put under it answers exists and writes nothing',
    why: 'A retry that mints a new id would publish twice.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post(), { idempotencyKey: 'key' })
      const retry = make.post({ authorId: post.authorId })
      const result = await put(adapter, tenant, retry, { idempotencyKey: 'key' })
      ensureEqual(result, { status: 'exists', post }, 'put of another id under a key in use')
      ensureEqual(await getOne(adapter, tenant, retry.id), undefined, 'the post of the retry')
      ensureEqual(
        await listAll(adapter, { tenant, authorId: post.authorId, limit: 10 }),
        [post.position],
        'the listing',
      )
    },
  }),
  postStoreRule({
    id: 'posts.key.wins',
    title: 'Where key and id name two posts, exists answers the one of the key',
    why: 'The key says what the caller means; the id may be a collision.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const keyed = await create(adapter, tenant, make.post({ authorId }), { idempotencyKey: 'key' })
      const other = await create(adapter, tenant, make.post({ authorId }))
      const result = await put(adapter, tenant, other, { idempotencyKey: 'key' })
      ensureEqual(result, { status: 'exists', post: keyed }, 'put under the key of one post and the id of another')
    },
  }),
  postStoreRule({
    id: 'posts.key.per-author',
    title: 'Idempotency keys are scoped to the author, whatever characters keys and authors have',
    why: 'One author\u2019s key would swallow another author\u2019s post, and show it to them.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const scopes = [
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a:b', 'b:c'],
        ['a', 'c'],
        ['__proto__', 'constructor'],
        ['constructor', '__proto__'],
      ] as const
      for (const [authorId, key] of scopes) {
        const post = await create(adapter, tenant, make.post({ authorId }), { idempotencyKey: key })
        await ensureStored(adapter, tenant, post, `the post of ${authorId} under the key ${key}`)
      }
    },
  }),
  postStoreRule({
    id: 'posts.key.per-tenant',
    title: 'Idempotency keys and post ids are scoped to the tenant',
    why: 'Two customers may well use the same ones.',
    async run({ adapter, make }) {
      const post = make.post()
      const tenants = [make.tenant(), make.tenant()]
      for (const tenant of tenants) await create(adapter, tenant, post, { idempotencyKey: 'key' })
      const [first = '', second = ''] = tenants
      await remove(adapter, first, post)
      await ensureStored(adapter, second, post, 'the post of the other tenant after a delete')
    },
  }),
  postStoreRule({
    id: 'posts.key.not-spent',
    title: 'A put that wrote nothing does not spend its key',
    why: 'The key would name a post of another request, and the next one would be dropped as its repetition.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const { authorId } = post
      ensureEqual((await put(adapter, tenant, post, { idempotencyKey: 'key' })).status, 'exists', 'put of a stored id')
      const gone = make.post({ authorId })
      await remove(adapter, tenant, gone)
      ensureEqual((await put(adapter, tenant, gone, { idempotencyKey: 'key' })).status, 'gone', 'put of a deleted id')
      await create(adapter, tenant, make.post({ authorId }), { idempotencyKey: 'key' })
    },
  }),
  postStoreRule({
    id: 'posts.key.outlives-post',
    title: 'A key still names its post after the post was deleted: nothing new is stored under it',
    why: 'A late retry would publish again what its author has deleted.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post(), { idempotencyKey: 'key' })
      await remove(adapter, tenant, post)
      for (const retry of [post, make.post({ authorId: post.authorId })]) {
        const result = await put(adapter, tenant, retry, { idempotencyKey: 'key' })
        ensure(result.status !== 'created', 'a retry under the key of a deleted post has to store nothing')
        if (result.status === 'exists') ensureEqual(result.post.state, 'deleted', 'state of the post that is answered')
      }
      ensureEqual(await listAll(adapter, { tenant, authorId: post.authorId, limit: 10 }), [], 'the listing')
    },
  }),
  postStoreRule({
    id: 'posts.key.concurrent',
    title: 'Of puts under one key at once, one is created and the others are told of it',
    why: 'A double click sends both at the same moment.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const posts = Array.from({ length: 8 }, () => make.post({ authorId }))
      const results = await Promise.all(posts.map((post) => put(adapter, tenant, post, { idempotencyKey: 'key' })))
      const winners = posts.filter((_, index) => results[index]?.status === 'created')
      ensureEqual(winners.length, 1, 'number of puts that were created')
      const expected = results.map(({ status }) =>
        status === 'created' ? { status } : { status: 'exists', post: winners[0] },
      )
      ensureEqual(results, expected, 'what each put was told')
      ensureEqual(await listAll(adapter, { tenant, authorId, limit: 10 }), [winners[0]?.position], 'the listing')
    },
  }),
]
