import type { OutboxEvent } from '@feed-engine/core'
import { AWKWARD_IDS } from '../common/awkward-ids'
import { outboxRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { create, put, remove } from '../post-store/posts'
import { drain, emptyOutbox, enqueue, eventsOf } from './records'

export const storesEvents = [
  outboxRule({
    id: 'outbox.put.stores-events',
    title: 'The events of a put are in the outbox as they were given, each under a record id of its own',
    why: 'An event that is lost or changed is a post that nobody\u2019s timeline gets.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = [
        make.event('key'),
        { ...make.event('key', new Uint8Array()), topic: 'fan-out' },
        make.event('key'),
      ]
      await enqueue(context, events)
      const records = await drain(outbox, 100)
      ensureEqual(eventsOf(records), events, 'the events')
      ensureEqual(new Set(records.map(({ recordId }) => recordId)).size, 3, 'number of different record ids')
    },
  }),
  outboxRule({
    id: 'outbox.put.only-when-created',
    title: 'A put that is not created stores no events',
    why: 'Each retry would announce the post again, and a deleted one anew.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const outbox = await emptyOutbox(adapter)
      const post = await create(adapter, tenant, make.post(), { idempotencyKey: 'key' })
      const gone = make.post()
      await remove(adapter, tenant, gone)
      const events = [make.event()]
      await put(adapter, tenant, post, { events })
      await put(adapter, tenant, make.post({ authorId: post.authorId }), { idempotencyKey: 'key', events })
      await put(adapter, tenant, gone, { events })
      ensureEqual(eventsOf(await drain(outbox, 10)), [], 'events of puts that answered exists or gone')
    },
  }),
  outboxRule({
    id: 'outbox.update.stores-events',
    title: 'update stores its events when it changes a post, and none otherwise',
    why: 'Workers learn of changes by them alone.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const outbox = await emptyOutbox(adapter)
      const post = await create(adapter, tenant, make.post())
      const gone = await create(adapter, tenant, make.post())
      await remove(adapter, tenant, gone)
      const change = { visibility: 'private' } as const
      const update = (postId: string, authorId: string, events: readonly OutboxEvent[]) =>
        adapter.update({ tenant, postId, authorId, change, events })
      const events = [make.event('key'), make.event('key')]
      await update(post.id, make.user(), [make.event()])
      await update(make.post().id, post.authorId, [make.event()])
      await update(gone.id, gone.authorId, [make.event()])
      await update(post.id, post.authorId, events)
      ensureEqual(eventsOf(await drain(outbox, 10)), events, 'events of the update that changed a post')
    },
  }),
  outboxRule({
    id: 'outbox.tombstone.stores-events',
    title: 'tombstone stores its events when it is the first, and none otherwise',
    why: 'Caches drop a deleted post when they are told, once.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const outbox = await emptyOutbox(adapter)
      const post = await create(adapter, tenant, make.post())
      const unknown = make.post()
      const events = [make.event('key'), make.event('key')]
      await remove(adapter, tenant, { ...post, authorId: make.user() }, [make.event()])
      await remove(adapter, tenant, post, events.slice(0, 1))
      await remove(adapter, tenant, post, [make.event()])
      await remove(adapter, tenant, unknown, events.slice(1))
      await remove(adapter, tenant, unknown, [make.event()])
      ensureEqual(eventsOf(await drain(outbox, 10)), events, 'events of the tombstones that answered deleted')
    },
  }),
  outboxRule({
    id: 'outbox.event.any-characters',
    title: 'Keys of any characters and values of any bytes, of all tenants, leave the outbox unchanged',
    why: 'Keys hold user ids, values are binary, and one relay serves all tenants.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = AWKWARD_IDS.map((key) => make.event(key, make.bytes(8)))
      const large = make.event('large', make.bytes(65_536))
      for (const event of [...events, large]) await enqueue(context, [event])
      const byKey = new Map(eventsOf(await drain(outbox, 7)).map((event) => [event.key, event]))
      ensureEqual(byKey.size, events.length + 1, 'number of different keys')
      for (const event of [...events, large]) ensureEqual(byKey.get(event.key), event, 'the event of a key')
    },
  }),
  outboxRule({
    id: 'outbox.event.own-copy',
    title: 'What the caller does to events after the call changes nothing in the outbox',
    why: 'Buffers are used again.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const value = make.bytes(16)
      const given = [make.event('key', value.slice()), make.event('key')]
      const expected = given.map((event) => ({ ...event, value: event.value.slice() }))
      await enqueue(context, given)
      given[0]?.value.fill(0)
      given.length = 0
      ensureEqual(eventsOf(await drain(outbox, 10)), expected, 'the events')
    },
  }),
]
