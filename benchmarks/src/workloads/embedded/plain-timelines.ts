import { DEFAULT_TENANT, jsonBodyCodec, type PostRecord } from '@feed-engine/core'
import type { Note, Population } from '../../population/population'
import { readAll } from '../../population/reads'

const PAGE = 20

/** What anybody could write in an hour: an array of post ids per viewer, newest first, and a map of posts. */
export interface PlainTimelines {
  /** The first page of each viewer, in fresh objects as the engine's are. */
  readAll(): readonly (readonly object[])[]
}

/** Plain timelines of a population's viewers. Throws if their first pages are not those of the engine. */
export async function plainTimelines(population: Population): Promise<PlainTimelines> {
  const { viewerIds } = population
  const timelines = new Map<string, readonly string[]>()
  for (const viewerId of viewerIds) timelines.set(viewerId, await allPostIds(population, viewerId))
  const postIds = [...new Set([...timelines.values()].flat())]
  const posts = await population.stores.posts.getMany({ tenant: DEFAULT_TENANT, postIds })
  const plain = {
    readAll: () => viewerIds.map((viewerId) => firstPage(timelines.get(viewerId) ?? [], posts)),
  }
  const expected = (await readAll(population, 'cached')).map(({ items }) => items.map(({ post }) => post))
  const same = JSON.stringify(plain.readAll()) === JSON.stringify(expected)
  if (!same) throw new Error('plain timelines differ from those of the engine')
  return plain
}

const bodies = jsonBodyCodec<Note>()

function firstPage(timeline: readonly string[], posts: ReadonlyMap<string, PostRecord>): object[] {
  return timeline.slice(0, PAGE).map((postId) => {
    const record = posts.get(postId)
    if (record === undefined) throw new Error('a post is missing')
    const { id, authorId, createdAtMs, kind, version, state, visibility, body } = record
    return { id, authorId, createdAtMs, kind, version, state, visibility, body: bodies.decode(body) }
  })
}

async function allPostIds({ engine }: Population, viewerId: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await engine.homeTimeline({ viewerId, limit: 100, ...(cursor === undefined ? {} : { cursor }) })
    ids.push(...page.items.map(({ post }) => post.id))
    cursor = page.nextCursor
    if (cursor === undefined) return ids
  }
}
