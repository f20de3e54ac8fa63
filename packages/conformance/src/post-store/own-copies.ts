import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, ensureStored, listOne } from './posts'

export const ownCopies = postStoreRule({
  id: 'posts.own-copies',
  title: 'What callers do to records, maps and lists before or after a call changes nothing in the store',
  why: 'One request would see what another one scribbled on.',
  async run({ adapter, make }) {
    const tenant = make.tenant()
    const original = make.post({ topics: ['a', 'b'] })
    const given = { ...original, topics: [...(original.topics ?? [])] }
    await create(adapter, tenant, given)
    Object.assign(given, { state: 'withheld', visibility: 'private', version: 7 })
    given.topics.length = 0
    await ensureStored(adapter, tenant, original, 'the post after the argument of put was changed')

    const found = await adapter.getMany({ tenant, postIds: [original.id] })
    scribble(found.get(original.id))
    if (found instanceof Map) found.clear()
    await ensureStored(adapter, tenant, original, 'the post after the answer of getMany was changed')

    const change = { visibility: 'followers' } as const
    const updated = await adapter.update({
      tenant,
      postId: original.id,
      authorId: original.authorId,
      change,
      events: [],
    })
    ensure(updated.status === 'updated', 'the update has to succeed')
    scribble(updated.post)
    await ensureStored(
      adapter,
      tenant,
      { ...original, ...change, version: 2 },
      'the post after the answer of update was changed',
    )

    const range = { tenant, authorId: original.authorId, limit: 10 }
    scribble((await listOne(adapter, range)).positions)
    ensureEqual(
      (await listOne(adapter, range)).positions,
      [original.position],
      'the listing after its answer was changed',
    )
  },
})

/** Overwrites what can be overwritten: answers may just as well be frozen. */
function scribble(value: object | undefined): void {
  if (value === undefined || Object.isFrozen(value)) return
  if (Array.isArray(value)) value.length = 0
  else Object.assign(value, { state: 'withheld', version: 99 })
}
