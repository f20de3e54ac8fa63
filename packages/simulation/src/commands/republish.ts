import { Violation } from '../truth/page-check'
import { type Command, postKey, requireRefusal } from './command'

/** Publishes once more what is published already: by the same key there is one post, and other content is refused. */
export const republish: Command = {
  kind: 'republish',
  weight: 2,
  plan(world, dice) {
    const known = world.published[dice.below(world.published.length)]
    if (
      known?.request.idempotencyKey === undefined ||
      known.post.expiresAtMs !== undefined ||
      known.post.kind !== 'post'
    )
      return null
    const { request, post } = known
    const other = dice.chance(0.3)
    return {
      keys: [postKey(post.id)],
      async run() {
        const deleted = world.facts.oracle.post(post.id)?.state === 'deleted'
        const again = other ? { ...request, body: { tag: world.freshName() } } : request
        const outcome = await world.client.write('republish', (engine, options) => engine.publish(again, options))
        world.publisher.forgetDelivery(post.authorId)
        if (deleted) return requireRefusal('republishing a deleted post', outcome, 'GONE')
        if (other) return requireRefusal('republishing with another body', outcome, 'ID_CONFLICT')
        if (outcome.kind === 'refused') throw new Violation(`republishing was refused with ${outcome.code}`)
        if (outcome.kind === 'done' && outcome.value.id !== post.id) {
          throw new Violation(`One idempotency key has made two posts: ${post.id} and ${outcome.value.id}`)
        }
      },
    }
  },
}
