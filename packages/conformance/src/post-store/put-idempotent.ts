import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, ensureStored, getOne, listAll, put } from './posts'

export const putIdempotent = [
  postStoreRule({
    id: 'posts.put.idempotent',
    title: 'put of a stored id answers exists with the stored post, and changes nothing',
    why: 'Retries are ordinary: they must neither fail nor overwrite.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const other = {
        ...post,
        body: make.bytes(9),
        fingerprint: make.name('fingerprint'),
        visibility: 'private',
      } as const
      for (const again of [post, other, other]) {
        ensureEqual(await put(adapter, tenant, again), { status: 'exists', post }, 'put of an id that is stored')
        await ensureStored(adapter, tenant, post, 'the post after it was put again')
      }
      ensureEqual(
        await listAll(adapter, { tenant, authorId: post.authorId, limit: 10 }),
        [post.position],
        'its listing',
      )
    },
  }),
  postStoreRule({
    id: 'posts.put.exists-is-current',
    title: 'exists answers the post as it is stored now, later changes included',
    why: 'A retry would be answered with what is no longer true.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post(), { idempotencyKey: 'key' })
      const { id: postId, authorId } = post
      await adapter.update({ tenant, postId, authorId, change: { visibility: 'private' }, events: [] })
      const expected = { status: 'exists', post: { ...post, visibility: 'private', version: 2 } }
      ensureEqual(await put(adapter, tenant, post), expected, 'put of the id of a changed post')
      const retry = make.post({ authorId })
      ensureEqual(
        await put(adapter, tenant, retry, { idempotencyKey: 'key' }),
        expected,
        'put of the key of a changed post',
      )
    },
  }),
  postStoreRule({
    id: 'posts.put.other-author',
    title: 'put of an id that belongs to another author answers exists with the other author\u2019s post',
    why: 'Nobody may take over a post by its id.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const thief = make.post({ position: post.position })
      ensureEqual(await put(adapter, tenant, thief), { status: 'exists', post }, 'put of another author\u2019s id')
      await ensureStored(adapter, tenant, post, 'the post of the first author')
      ensureEqual(
        await listAll(adapter, { tenant, authorId: thief.authorId, limit: 10 }),
        [],
        'listing of the second author',
      )
    },
  }),
  postStoreRule({
    id: 'posts.put.concurrent',
    title: 'Of puts of one id at once, one is created and the others are told what exists',
    why: 'A check before the write lets two win.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const position = make.position()
      const posts = Array.from({ length: 8 }, () => make.post({ position }))
      const results = await Promise.all(posts.map((post) => put(adapter, tenant, post)))
      const winners = posts.filter((_, index) => results[index]?.status === 'created')
      ensureEqual(winners.length, 1, 'number of puts that were created')
      const stored = await getOne(adapter, tenant, make.codec.idOf(position))
      ensureEqual(stored, winners[0], 'the stored post is the one that was created')
      for (const result of results) {
        ensure(result.status !== 'gone', 'nothing was deleted')
        if (result.status === 'exists') ensureEqual(result.post, stored, 'what the losers are told')
      }
    },
  }),
]
