import { postStoreRule } from '../kit/rule'
import { ensure } from '../kit/violation'
import { create, ensureStored, getOne } from './posts'

export const putCreates = [
  postStoreRule({
    id: 'posts.put.created',
    title: 'put stores a post, and every read that begins afterwards sees it',
    why: 'Authors read their own posts at once.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      for (let round = 0; round < 5; round++) {
        const post = await create(adapter, tenant, make.post())
        await ensureStored(adapter, tenant, post, 'the post right after put')
      }
    },
  }),
  postStoreRule({
    id: 'posts.put.every-field',
    title: 'Every field of a record comes back as it was put, optional ones included',
    why: 'A lost field changes who sees a post, or what it refers to.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const ref = () => ({ postId: make.codec.idOf(make.position()), authorId: make.user() })
      const expiresAtMs = Date.UTC(2100, 0)
      const awkward = {
        contentType: 'text/plain; charset="utf-8"',
        homeRegion: '\u6771\u4eac',
        topics: ['a', '', '\u00e9'],
      }
      const posts = [
        make.post({ ...awkward, mediaRefs: ['b', 'a'], expiresAtMs }),
        make.post({ kind: 'reply', inReplyTo: ref(), visibility: 'followers', topics: [], delivery: { pushFrom: 4 } }),
        make.post({ kind: 'repost', repostOf: ref(), visibility: 'private', delivery: { pushFrom: 2 } }),
        make.post({ kind: 'quote', quoteOf: ref(), state: 'withheld' }),
      ]
      for (const post of posts) await create(adapter, tenant, post)
      for (const post of posts) await ensureStored(adapter, tenant, post, `the ${post.kind}`)
    },
  }),
  postStoreRule({
    id: 'posts.put.absent-fields',
    title: 'Fields that were absent stay absent: not null, not undefined',
    why: 'Code that asks whether a field is there would be told that it is.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const stored = await getOne(adapter, tenant, post.id)
      ensure(stored !== undefined, 'the post has to be there')
      const extra = Object.keys(stored).filter((field) => !(field in post))
      ensure(extra.length === 0, `fields that were never put: ${extra.join(', ')}`)
    },
  }),
  postStoreRule({
    id: 'posts.put.any-body',
    title: 'Bodies are bytes: empty ones, every byte value, and 64 KiB',
    why: 'A body that goes through text is damaged.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const bodies = [new Uint8Array(), Uint8Array.from({ length: 256 }, (_, byte) => byte), make.bytes(65_536)]
      for (const body of bodies) {
        const post = await create(adapter, tenant, make.post({ body }))
        await ensureStored(adapter, tenant, post, `the post with a body of ${body.length} bytes`)
      }
    },
  }),
]
