import type { World } from '../client/world'
import { type Command, type Plan, pickPost, postKey, requireNoRefusal, requireRefusal } from './command'

/** A moderator withholds a post, or releases one. */
export const moderate: Command = {
  kind: 'moderate',
  weight: 3,
  plan(world, dice) {
    const post = pickPost(world, dice)
    return post === undefined ? null : planModeration(world, post.id, dice.pick('withheld', 'visible'))
  },
}

/** A moderator withholds a post, its author looks, thinks better of it, and the author looks again. */
export const misjudge: Command = {
  kind: 'misjudge',
  weight: 1,
  plan(world, dice) {
    const post = pickPost(world, dice)
    if (post === undefined || post.repostOf !== undefined) return null
    const { id: postId, authorId } = post
    return {
      keys: [postKey(postId)],
      async run() {
        for (const state of ['withheld', 'visible'] as const) {
          await planModeration(world, postId, state).run()
          await world.reader.readPost(postId, authorId)
          await world.lookAtHome(authorId)
        }
      },
    }
  },
}

function planModeration(world: World, postId: string, state: 'withheld' | 'visible'): Plan {
  return {
    keys: [postKey(postId)],
    async run() {
      const deleted = world.facts.oracle.post(postId)?.state === 'deleted'
      const name = state === 'withheld' ? 'withholdPost' : 'releasePost'
      const outcome = await world.change(name, { type: 'post-state', postId, state }, (engine, options) =>
        engine[name]({ postId }, options),
      )
      if (deleted) return requireRefusal(`${name} of a deleted post`, outcome, 'GONE')
      requireNoRefusal(name, outcome)
    },
  }
}
