import type { PostId, PostStore, TenantId } from '@feed-engine/core'
import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, remove } from './posts'

export const postVersions = [
  postStoreRule({
    id: 'posts.versions.as-get-many',
    requires: 'versions',
    title:
      'versions answers the ids that getMany answers, with the versions that it shows: after changes and deletes too',
    why: 'Who holds a post of the current version shows it without reading it: a delete that is not told is undone.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const kept = await create(adapter, tenant, make.post())
      const changed = await create(adapter, tenant, make.post())
      const deleted = await create(adapter, tenant, make.post())
      const before = { id: make.codec.idOf(make.position()), authorId: make.user(), position: make.position() }
      const unknown = make.codec.idOf(make.position())
      const postIds = [kept.id, changed.id, deleted.id, before.id, unknown, kept.id]
      const { id: postId, authorId } = changed
      await ensureSame(adapter, tenant, postIds, 'versions of new posts')

      for (const change of [{ visibility: 'private' }, { state: 'withheld' }, { body: make.bytes(9) }] as const) {
        await adapter.update({ tenant, postId, authorId, change, events: [] })
        await ensureSame(adapter, tenant, postIds, 'versions after a change')
      }
      await remove(adapter, tenant, deleted)
      await remove(adapter, tenant, before)
      const versions = await ensureSame(adapter, tenant, postIds, 'versions after a delete')
      ensureEqual([versions.get(kept.id), versions.get(changed.id)], [1, 4], 'versions of what was kept and changed')
      ensureEqual(versions.has(unknown), false, 'whether an unknown id has a version')
    },
  }),
  postStoreRule({
    id: 'posts.versions.absent',
    without: 'versions',
    title: 'Without the capability, versions is absent',
    why: 'Posts would be shown from memory after others have changed them.',
    async run({ adapter }) {
      ensure(adapter.versions === undefined, 'versions has to be absent')
    },
  }),
]

/** Compares the versions with those of the records. */
async function ensureSame(
  store: PostStore,
  tenant: TenantId,
  postIds: readonly PostId[],
  what: string,
): Promise<ReadonlyMap<PostId, number>> {
  const versions = await store.versions?.({ tenant, postIds })
  ensure(versions !== undefined, 'versions has to be there')
  const records = await store.getMany({ tenant, postIds })
  const shown = new Map([...records.values()].map(({ id, version }) => [id, version]))
  ensureEqual(new Map([...versions].sort()), new Map([...shown].sort()), what)
  return versions
}
