import type { PostId, PostKind, PostVisibility, PublishRequest, UserId } from '@feed-engine/core'
import type { PostBody } from '../client/body'
import { bareRepostTag } from '../client/body'
import type { World } from '../client/world'
import { Dice } from '../history/dice'
import type { OraclePost } from '../truth/oracle'
import { describePost, Violation } from '../truth/page-check'
import { type Answer, beginAnswer, learnOf } from './answer'
import { type Command, type Plan, pickPost, pickUser, postKey, requireRefusal } from './command'

/** Time in which an expired post may still be seen, or its expiry be told, by a clock that is behind. */
const SKEW_MS = 1_000

/** How far back an imported post may lie. */
const LONGEST_PAST_MS = 120_000

const LONGEST_SPREE = 24

const TOPICS = 3

/** Share of reposts that are imported, and so can be older than what they repost. */
const BACKDATED_REPOSTS = 0.2

/** Share of authors who publish without a key and go away when the outcome is not known at once. */
const LEAVES = 0.15

export const post: Command = {
  kind: 'post',
  weight: 24,
  plan: (world, dice) => planPublish(world, dice, { visibility: 'public' }),
}

export const restrictedPost: Command = {
  kind: 'restrictedPost',
  weight: 3,
  plan: (world, dice) => planPublish(world, dice, { visibility: dice.pick('followers', 'private') }),
}

export const expiringPost: Command = {
  kind: 'expiringPost',
  weight: 3,
  plan: (world, dice) => planPublish(world, dice, { visibility: 'public', lifeMs: dice.between(2 * SKEW_MS, 20_000) }),
}

export const backdatedPost: Command = {
  kind: 'backdatedPost',
  weight: 3,
  plan: (world, dice) => planPublish(world, dice, { visibility: 'public', ageMs: dice.between(1, LONGEST_PAST_MS) }),
}

/** Somebody posts a lot in a row: feeds grow longer than one look at a timeline, of what is to be seen and what is not. */
export const spree: Command = {
  kind: 'spree',
  weight: 3,
  plan(world, dice) {
    const author = dice.next()
    const posts = dice.between(5, LONGEST_SPREE)
    const visibility = dice.pick<PostVisibility>('public', 'public', 'private')
    return {
      keys: [],
      async run() {
        for (let count = 0; count < posts; count++) {
          await planPublish(world, new Dice([author]), { visibility }).run()
        }
      },
    }
  },
}

export const reply = referringCommand('reply', 3)
export const repost = referringCommand('repost', 12)
export const quote = referringCommand('quote', 2)

interface Wish {
  readonly visibility: PostVisibility
  readonly lifeMs?: number
  readonly ageMs?: number
  readonly kind?: 'reply' | 'repost' | 'quote'
  readonly target?: OraclePost
}

function referringCommand(kind: 'reply' | 'repost' | 'quote', weight: number): Command {
  return {
    kind,
    weight,
    plan(world, dice) {
      const target = pickPost(world, dice)
      if (target === undefined) return null
      const wish: Wish = { visibility: 'public', kind, target }
      const backdated = kind === 'repost' && dice.chance(BACKDATED_REPOSTS)
      return planPublish(world, dice, backdated ? { ...wish, ageMs: dice.between(1, LONGEST_PAST_MS) } : wish)
    },
  }
}

export function planPublish(world: World, dice: Dice, wish: Wish): Plan {
  const authorId = pickUser(world, dice)
  const { target, kind = 'post' } = wish
  const bare = kind === 'repost' && dice.chance(0.7)
  const originalId = target?.repostOf?.postId ?? target?.id ?? ''
  const tag = bare ? bareRepostTag(authorId, originalId) : world.freshName()
  const hurried = kind === 'post' && wish.ageMs === undefined && wish.lifeMs === undefined && dice.chance(LEAVES)
  const ownId = wish.ageMs === undefined ? undefined : pastId(world, dice, wish.ageMs)
  const keys = [...(target === undefined ? [] : [postKey(target.id)]), ...(bare ? [tag] : [])]
  return {
    keys,
    async run() {
      const leaves = hurried && world.publisher.maySomebodyLeave()
      const expiresAtMs = wish.lifeMs === undefined ? undefined : world.time.now() + wish.lifeMs
      const request: PublishRequest<PostBody> = {
        authorId,
        visibility: wish.visibility,
        ...(leaves ? {} : { idempotencyKey: `${tag} ${world.freshName()}` }),
        ...(bare ? {} : { body: { tag }, topics: [topicOf(tag)] }),
        ...(ownId === undefined ? {} : { id: ownId }),
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
        ...(target === undefined ? {} : { [REFERENCE[kind]]: target.id }),
      }
      const gone = target !== undefined && kind !== 'reply' && world.facts.oracle.post(target.id)?.state === 'deleted'
      const before = ownId === undefined ? ownPosts(world, authorId) : []
      const answer: Answer | undefined =
        kind === 'post' || target === undefined ? undefined : { authorId, kind, target }
      const answering = answer === undefined ? undefined : beginAnswer(world, answer)
      const outcome = await world.publisher.publish(
        { authorId, tag, leaves, ...(expiresAtMs === undefined ? {} : { goneAfterMs: SKEW_MS }) },
        (made) => {
          checkPost(made, { authorId, kind, wish, ownId, originalId, expiresAtMs })
          checkOrder(world, made, before)
        },
        (engine, options) => engine.publish(request, options),
      )
      if (answering !== undefined) world.interactions.deny(answering)
      if (gone) return requireRefusal(`${kind} of a deleted post`, outcome, 'GONE')
      if (outcome.kind === 'unknown') return
      if (outcome.kind === 'refused' && expiresAtMs === undefined)
        throw new Violation(`publish was refused with ${outcome.code}`)
      if (outcome.kind === 'done') {
        world.published.push({ post: outcome.value, request })
        if (answer !== undefined) learnOf(world, outcome.value, answer)
      }
    },
  }
}

/** What a post is about: one of a few topics. */
function topicOf(tag: string): string {
  return `topic${tag.charCodeAt(tag.length - 1) % TOPICS}`
}

const REFERENCE: Readonly<Record<PostKind, string>> = {
  post: '',
  reply: 'inReplyTo',
  repost: 'repostOf',
  quote: 'quoteOf',
}

/** Everything that the new post has to be. */
interface Expected {
  readonly authorId: UserId
  readonly kind: PostKind
  readonly wish: Wish
  readonly ownId: PostId | undefined
  readonly originalId: PostId
  readonly expiresAtMs: number | undefined
}

function checkPost(made: OraclePost, expected: Expected): void {
  const { wish, kind } = expected
  const right =
    made.authorId === expected.authorId &&
    made.kind === kind &&
    made.visibility === wish.visibility &&
    made.expiresAtMs === expected.expiresAtMs &&
    (expected.ownId === undefined || made.id === expected.ownId) &&
    (kind !== 'repost' || made.repostOf?.postId === expected.originalId) &&
    (kind !== 'reply' || made.inReplyTo?.postId === wish.target?.id)
  if (!right) throw new Violation(`Another post was published than asked for: ${describePost(made)}`)
}

/** Sequential posts of an author keep their order: those that were there before, and still are, lie below. */
function checkOrder(world: World, made: OraclePost, before: readonly OraclePost[]): void {
  const { oracle, openFacts } = world.facts
  const deleting = new Set([...openFacts].map(({ change }) => (change?.type === 'post-state' ? change.postId : '')))
  for (const { id, position } of before) {
    if (position < made.position || deleting.has(id) || oracle.post(id)?.state === 'deleted') continue
    throw new Violation(`${describePost(made)} lies below ${id}, which its author published before`)
  }
}

/** An id of the past that no post has. */
function pastId(world: World, dice: Dice, ageMs: number): PostId | undefined {
  const { ids } = world.deployment
  const position = ids.compose({
    timestampMs: world.time.now() - ageMs,
    nodeId: 1_023,
    sequence: dice.below(ids.sequenceSize),
    random: () => dice.next(),
  })
  const id = ids.idOf(position)
  return world.takeId(id) ? id : undefined
}

/** Posts of an author that last longer than the skew of clocks. */
function ownPosts(world: World, authorId: UserId): readonly OraclePost[] {
  return world.facts.oracle.userCandidates(authorId, authorId, world.time.now() + SKEW_MS)
}
