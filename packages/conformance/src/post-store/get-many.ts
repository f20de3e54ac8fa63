import { shuffled } from '../kit/random'
import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, createAll, remove } from './posts'

export const getMany = [
  postStoreRule({
    id: 'posts.get.many',
    title: 'getMany answers every stored post among hundreds of ids, whatever their order, also for an id asked twice',
    why: 'A page is hydrated by one call; the last of a batch is the one that gets lost.',
    async run({ adapter, make, random }) {
      const tenant = make.tenant()
      const posts = Array.from({ length: 260 }, () => make.post())
      await createAll(adapter, tenant, posts)
      const ids = posts.map(({ id }) => id)
      const found = await adapter.getMany({ tenant, postIds: [...shuffled(ids, random), ...ids.slice(0, 3)] })
      ensureEqual(found.size, posts.length, 'number of posts found')
      for (const post of posts) ensureEqual(found.get(post.id), post, 'a post among many')
    },
  }),
  postStoreRule({
    id: 'posts.get.unknown',
    title: 'Ids that were never stored are left out; no ids give an empty map',
    why: 'An entry of a timeline may be ahead of the store.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const unknown = make.codec.idOf(make.position())
      const found = await adapter.getMany({ tenant, postIds: [unknown, post.id] })
      ensureEqual([...found.keys()], [post.id], 'ids found')
      ensureEqual((await adapter.getMany({ tenant, postIds: [] })).size, 0, 'number of posts found for no ids')
    },
  }),
  postStoreRule({
    id: 'posts.get.deleted',
    title: 'A deleted post comes back as deleted, with a higher version and without its body',
    why: 'Caches replace a post by a higher version only; and what is deleted has to be erased.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      await remove(adapter, tenant, post)
      const stored = (await adapter.getMany({ tenant, postIds: [post.id] })).get(post.id)
      ensure(stored !== undefined, 'a deleted post has to come back')
      ensureEqual(stored.state, 'deleted', 'its state')
      ensureEqual(stored.body, new Uint8Array(), 'its body')
      ensureEqual(stored.authorId, post.authorId, 'its author')
      ensure(stored.version > post.version, `its version has to grow, and is ${stored.version}`)
    },
  }),
]
