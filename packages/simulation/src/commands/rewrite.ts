import type { PostId, UserId } from '@feed-engine/core'
import type { World } from '../client/world'
import type { Dice } from '../history/dice'
import { Violation } from '../truth/page-check'
import { type Command, type Plan, pickUser, postKey, requireNoRefusal, requireRefusal } from './command'

const LONGEST_REVISION = 4

/** An author changes what a post says. */
export const editPost: Command = {
  kind: 'editPost',
  weight: 4,
  plan(world, dice) {
    const { published } = world
    const known = published[published.length - 1 - Math.floor(published.length * dice.next() ** 2)]
    if (known === undefined) return null
    const { id: postId, authorId } = known.post
    return planEdit(world, { postId, authorId, tag: known.request.body?.tag })
  },
}

/** An author changes a post time and again; a reader looks at it in between. */
export const revise: Command = {
  kind: 'revise',
  weight: 2,
  plan(world, dice) {
    const known = dice.chance(0.5) ? world.published.at(-1) : world.published[dice.below(world.published.length)]
    const tag = known?.request.body?.tag
    if (known === undefined || tag === undefined) return null
    const { id: postId, authorId } = known.post
    const viewerId = readerOf(world, dice, authorId)
    const edits = dice.between(2, LONGEST_REVISION)
    return {
      keys: [postKey(postId)],
      async run() {
        for (let edit = 0; edit < edits; edit++) {
          await world.lookAtHome(viewerId)
          await planEdit(world, { postId, authorId, tag }).run()
        }
        await world.lookAtHome(viewerId)
      },
    }
  },
}

function planEdit(
  world: World,
  post: { readonly postId: PostId; readonly authorId: UserId; readonly tag: string | undefined },
): Plan {
  const { postId, authorId, tag = '' } = post
  return {
    keys: [postKey(postId)],
    async run() {
      const deleted = world.facts.oracle.post(postId)?.state === 'deleted'
      const edition = world.nextEdition()
      const body = { tag, edition }
      const outcome = await world.change('editPost', { type: 'post-edit', postId, edition }, (engine, options) =>
        engine.editPost({ postId, authorId, body }, options),
      )
      if (deleted) return requireRefusal('editing a deleted post', outcome, 'GONE')
      if (post.tag === undefined) return requireRefusal('editing a bare repost', outcome, 'INVALID_ARGUMENT')
      requireNoRefusal('editPost', outcome)
      if (outcome.kind === 'done' && outcome.value.body?.edition !== edition) {
        throw new Violation(`Edition ${edition} was stored, and came back as ${outcome.value.body?.edition}`)
      }
    },
  }
}

/** A follower, rather than anybody. */
function readerOf(world: World, dice: Dice, authorId: UserId): UserId {
  const followers = world.users.filter((userId) => world.facts.oracle.followOf(userId, authorId) === 'accepted')
  return followers[dice.below(followers.length)] ?? pickUser(world, dice)
}
