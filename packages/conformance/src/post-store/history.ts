import { type PostRecord, type PostRevision, type PostStore, REVISIONS_KEPT, type TenantId } from '@feed-engine/core'
import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, remove } from './posts'

export const postHistory = [
  postStoreRule({
    id: 'posts.history.edits',
    requires: 'history',
    title: 'history answers what a post said before each edit, newest first, and knows nothing of other changes',
    why: 'A history with gaps, or in another order, tells readers of edits that never were.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const first = await create(adapter, tenant, make.post({ topics: ['a'] }))
      const { id: postId, authorId } = first
      const change = (fields: Parameters<PostStore['update']>[0]['change']) =>
        adapter.update({ tenant, postId, authorId, change: fields, events: [] })
      ensureEqual(await revisions(adapter, tenant, postId), [], 'history of a new post')
      await change({ visibility: 'private' })
      await change({ state: 'withheld' })
      ensureEqual(await revisions(adapter, tenant, postId), [], 'history of a post that was never edited')

      const body = make.bytes(20)
      await change({ body, mediaRefs: ['m'] })
      await change({ topics: [], contentType: 'text/plain', state: 'visible' })
      const said = [edited(first, body), { ...contentOf(first), version: 3 }]
      ensureEqual(await revisions(adapter, tenant, postId), said, 'history after two edits')
      ensureEqual(await revisions(adapter, tenant, postId, 1), said.slice(0, 1), 'the newest of two revisions')
      const unknown = make.codec.idOf(make.position())
      ensureEqual(await revisions(adapter, tenant, unknown), [], 'history of an id that was never put')
      ensureEqual(await revisions(adapter, make.tenant(), postId), [], 'history under another tenant')
    },
  }),
  postStoreRule({
    id: 'posts.history.bounded',
    requires: 'history',
    title: `history keeps the newest ${REVISIONS_KEPT} revisions of a post`,
    why: 'A post that a program edits every minute would grow without end.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const { id: postId, authorId } = await create(adapter, tenant, make.post())
      for (let edit = 0; edit < REVISIONS_KEPT + 3; edit++) {
        await adapter.update({ tenant, postId, authorId, change: { body: make.bytes(4) }, events: [] })
      }
      const versions = (await revisions(adapter, tenant, postId, 1_000)).map(({ version }) => version)
      const newest = Array.from({ length: REVISIONS_KEPT }, (_, index) => REVISIONS_KEPT + 3 - index)
      ensureEqual(versions, newest, 'versions in the history')
    },
  }),
  postStoreRule({
    id: 'posts.history.erased',
    requires: 'history',
    title: 'tombstone erases the history of a post',
    why: 'What its author has deleted would still be told.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const post = await create(adapter, tenant, make.post())
      const { id: postId, authorId } = post
      await adapter.update({ tenant, postId, authorId, change: { body: make.bytes(4) }, events: [] })
      await remove(adapter, tenant, post)
      ensureEqual(await revisions(adapter, tenant, postId), [], 'history of a deleted post')
    },
  }),
  postStoreRule({
    id: 'posts.history.absent',
    without: 'history',
    title: 'Without the capability, history is absent',
    why: 'A history that is not kept would read as if nothing was ever edited.',
    async run({ adapter }) {
      ensure(adapter.history === undefined, 'history has to be absent')
    },
  }),
]

type Said = Omit<PostRevision, 'replacedAtMs'>

/** The history without its times, which are checked to be there. */
async function revisions(store: PostStore, tenant: TenantId, postId: string, limit = 100): Promise<readonly Said[]> {
  const history = await store.history?.({ tenant, postId, limit })
  ensure(history !== undefined, 'history has to be there')
  return history.map(({ replacedAtMs, ...said }) => {
    ensure(Number.isSafeInteger(replacedAtMs) && replacedAtMs > 0, 'replacedAtMs has to be milliseconds since 1970')
    return said
  })
}

function contentOf({ body, topics, contentType, mediaRefs }: PostRecord): Omit<Said, 'version'> {
  return {
    body,
    ...(topics === undefined ? {} : { topics }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(mediaRefs === undefined ? {} : { mediaRefs }),
  }
}

function edited(first: PostRecord, body: Uint8Array): Said {
  return { ...contentOf(first), body, mediaRefs: ['m'], version: 4 }
}
