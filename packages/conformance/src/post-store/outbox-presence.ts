import { postStoreRule } from '../kit/rule'
import { ensure } from '../kit/violation'

export const outboxPresence = [
  postStoreRule({
    id: 'posts.outbox.present',
    requires: 'transactionalOutbox',
    title: 'With transactionalOutbox, the outbox is there',
    why: 'Nobody else could bring the events to the bus.',
    async run({ adapter }) {
      ensure(adapter.outbox !== undefined, 'outbox has to be there')
    },
  }),
  postStoreRule({
    id: 'posts.outbox.absent',
    without: 'transactionalOutbox',
    title: 'Without transactionalOutbox, outbox is absent',
    why: 'An outbox beside the transaction looks like a promise that it cannot keep.',
    async run({ adapter }) {
      ensure(adapter.outbox === undefined, 'outbox has to be absent')
    },
  }),
]
