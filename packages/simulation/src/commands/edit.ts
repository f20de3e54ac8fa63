import type { PostVisibility } from '@feed-engine/core'
import type { World } from '../client/world'
import type { Dice } from '../history/dice'
import type { Change, OraclePost } from '../truth/oracle'
import { Violation } from '../truth/page-check'
import { beginRemoval } from './answer'
import {
  type Command,
  type Plan,
  pickOther,
  pickPost,
  pickUser,
  postKey,
  requireNoRefusal,
  requireRefusal,
} from './command'

const LONGEST_PASS = 8

export const deletePost: Command = {
  kind: 'deletePost',
  weight: 5,
  plan(world, dice) {
    const post = pickPost(world, dice)
    return post === undefined ? null : planDelete(world, post)
  },
}

function planDelete(world: World, post: OraclePost): Plan {
  const { id: postId, authorId } = post
  const { interactions, deployment } = world
  return {
    keys: [postKey(postId)],
    async run() {
      const removal = beginRemoval(world, post)
      const outcome = await world.change(
        'deletePost',
        { type: 'post-state', postId, state: 'deleted' },
        (engine, options) => engine.deletePost({ postId, authorId }, options),
      )
      requireNoRefusal('deletePost', outcome)
      if (removal === undefined) return
      if (outcome.kind !== 'done') interactions.deny(removal)
      else if (!deployment.hasCachelessApis) interactions.acknowledge(removal)
    },
  }
}

/** An author deletes their newest posts, one after the other; a follower looks before and after. */
export const purge: Command = {
  kind: 'purge',
  weight: 2,
  plan: (world, dice) => planMany(world, dice, (posts) => posts.map((post) => planDelete(world, post))),
}

/** An author hides their newest posts and shows them again; a follower looks before, meanwhile and after. */
export const curtain: Command = {
  kind: 'curtain',
  weight: 1,
  plan: (world, dice) =>
    planMany(
      world,
      dice,
      (posts) => posts.map((post) => planVisibility(world, post, 'private')),
      (posts) => posts.map((post) => planVisibility(world, post, 'public')),
    ),
}

/** Does something to the newest posts of one author; a follower looks before and after each pass over them. */
function planMany(
  world: World,
  dice: Dice,
  ...passes: readonly ((posts: readonly OraclePost[]) => readonly Plan[])[]
): Plan {
  const { oracle } = world.facts
  const authorId = pickUser(world, dice)
  const posts = oracle.userCandidates(authorId, authorId, world.time.now()).slice(0, dice.between(4, LONGEST_PASS))
  const followers = world.users.filter((userId) => oracle.followOf(userId, authorId) === 'accepted')
  const viewerId = followers[dice.below(followers.length)] ?? authorId
  return {
    keys: posts.map(({ id }) => postKey(id)),
    async run() {
      await world.lookAtHome(viewerId)
      for (const pass of passes) {
        for (const plan of pass(posts)) await plan.run()
        await world.lookAtHome(viewerId)
      }
    },
  }
}

/** Somebody tries to delete another one's post. */
export const deleteForeignPost: Command = {
  kind: 'deleteForeignPost',
  weight: 1,
  plan(world, dice) {
    const post = pickPost(world, dice)
    if (post === undefined) return null
    const authorId = pickOther(world, dice, post.authorId)
    return {
      keys: [postKey(post.id)],
      async run() {
        const outcome = await world.client.write('deletePost', (engine, options) =>
          engine.deletePost({ postId: post.id, authorId }, options),
        )
        requireRefusal("deleting another one's post", outcome, 'FORBIDDEN')
      },
    }
  },
}

export const setPostVisibility: Command = {
  kind: 'setPostVisibility',
  weight: 4,
  plan(world, dice) {
    const post = pickPost(world, dice)
    return post === undefined ? null : planVisibility(world, post, dice.pick('public', 'followers', 'private'))
  },
}

function planVisibility(world: World, { id: postId, authorId }: OraclePost, visibility: PostVisibility): Plan {
  return {
    keys: [postKey(postId)],
    async run() {
      const deleted = world.facts.oracle.post(postId)?.state === 'deleted'
      const change: Change = { type: 'post-visibility', postId, visibility }
      const outcome = await world.change('setPostVisibility', change, (engine, options) =>
        engine.setPostVisibility({ postId, authorId, visibility }, options),
      )
      if (deleted) return requireRefusal('changing a deleted post', outcome, 'GONE')
      requireNoRefusal('setPostVisibility', outcome)
      if (outcome.kind === 'done' && outcome.value.visibility !== visibility) {
        throw new Violation(`A post was made ${visibility}, and came back as ${outcome.value.visibility}`)
      }
    },
  }
}
