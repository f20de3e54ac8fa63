import type { UserId } from '@feed-engine/core'
import type { SeededRandom } from '@feed-engine/simulation'

/** What is true of people here, and what a ranking has to find out from what they do. */
export interface People {
  readonly authors: readonly Author[]
  readonly viewers: readonly Viewer[]
}

export interface Author {
  readonly id: UserId
  /** What they write about, most of the time the first. */
  readonly topics: readonly string[]
}

export interface Viewer {
  readonly id: UserId
  readonly follows: readonly Author[]
  /** How much each topic means to them, −1 to 1. */
  readonly interests: ReadonlyMap<string, number>
  /** Authors who are close to them, 0 to 1; absent: 0. */
  readonly closeness: ReadonlyMap<UserId, number>
}

const TOPICS = Array.from({ length: 12 }, (_, index) => `topic-${index}`)
const FOLLOWED = 24
const LIKED_TOPICS = 3
const CLOSE_FRIENDS = 4

/** Draws authors with two topics each, and viewers with three interests and four close friends each. */
export function drawPeople(size: { readonly authors: number; readonly viewers: number }, random: SeededRandom): People {
  const authors = Array.from({ length: size.authors }, (_, index): Author => {
    return { id: `author-${index}`, topics: draw(TOPICS, 2, random) }
  })
  const viewers = Array.from({ length: size.viewers }, (_, index): Viewer => {
    const follows = draw(authors, Math.min(FOLLOWED, authors.length), random)
    const liked = draw(TOPICS, LIKED_TOPICS, random)
    return {
      id: `viewer-${index}`,
      follows,
      interests: new Map(TOPICS.map((topic) => [topic, liked.includes(topic) ? 1 : -0.3 * random.next()])),
      closeness: new Map(follows.slice(0, CLOSE_FRIENDS).map(({ id }) => [id, 0.5 + random.next() / 2])),
    }
  })
  return { authors, viewers }
}

/** A post as far as it matters whether somebody likes it. */
export interface Piece {
  readonly authorId: UserId
  readonly topic: string
  /** What everybody sees in it, about normal. */
  readonly quality: number
}

/** How probably a viewer likes a post: a logistic model of interest, closeness and quality. */
export function likelihood(viewer: Viewer, { authorId, topic, quality }: Piece): number {
  const interest = viewer.interests.get(topic) ?? 0
  const close = viewer.closeness.get(authorId) ?? 0
  return 1 / (1 + Math.exp(2.5 - 2 * interest - 2 * close - 0.8 * quality))
}

/** Some of a list, in random order. */
export function draw<Item>(from: readonly Item[], count: number, random: SeededRandom): readonly Item[] {
  const left = [...from]
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)).flat()
}
