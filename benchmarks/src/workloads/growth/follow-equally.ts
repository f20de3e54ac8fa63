import type { Population } from '../../population/population'
import { readAll } from '../../population/reads'

const AUTHORS = 20

/**
 * Adds authors whose numbers of followers do not depend on the size of the population, all of them viewers, whose
 * timelines are open. Answers the authors.
 */
export async function followEqually(population: Population, followers: number): Promise<readonly string[]> {
  const { engine, viewerIds } = population
  const authorIds = Array.from({ length: AUTHORS }, (_, author) => `author-${author}`)
  for (const [author, followeeId] of authorIds.entries()) {
    for (let follower = 0; follower < followers; follower++) {
      const followerId = viewerIds[(author * followers + follower) % viewerIds.length] ?? ''
      await engine.follow({ followerId, followeeId })
    }
  }
  await readAll(population, 'cached')
  return authorIds
}
