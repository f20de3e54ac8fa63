import { expect, test } from 'vitest'
import { createPopulation } from '../src/population/create-population'
import { publishAll } from '../src/population/publish-all'
import { evictAll, readAll } from '../src/population/reads'

const SIZE = { users: 40, followees: 8, postsPerUser: 4, viewers: 5, pullAuthors: 3 }

test('a read that is not what is to be measured fails', async () => {
  const population = await createPopulation(SIZE, 1)
  await expect(readAll(population, 'cached', 'rebuilt')).rejects.toThrow('a page is cached, not rebuilt')
  await evictAll(population)
  await expect(readAll(population, 'cached', 'cached')).rejects.toThrow('a page is rebuilt, not cached')
  await population.engine.close()
})

test('a push that reaches fewer timelines than it should fails', async () => {
  const population = await createPopulation(SIZE, 1)
  const [follower = ''] = population.viewerIds
  await population.engine.follow({ followerId: follower, followeeId: 'author' })
  await publishAll(population, ['author'], 1)
  await evictAll(population)
  await expect(publishAll(population, ['author'], 1)).rejects.toThrow('1 entries were not pushed')
  await population.engine.close()
})
