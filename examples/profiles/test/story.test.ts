import { randomBytes } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { createFeed, PROFILES } from '../src'
import { story } from '../src/story'

test.each(PROFILES)('on $name the same feed tells the same story', async (profile) => {
  const deployment = await profile.open(inject('connections'), `story_${randomBytes(6).toString('hex')}`)
  const engine = createFeed(deployment, {
    workers: 'inline',
    cursorSecret: randomBytes(32).toString('base64'),
    policy: { kind: 'threshold', followers: 20 },
  })
  const lines: string[] = []
  await story(engine, (line) => lines.push(line))
  await engine.close()
  await deployment.remove()
  expect(lines).toEqual([
    'ada reads 27 posts; on top: grace: a slip, star: a song for everybody',
    'grace deletes her slip; on top now: star: a song for everybody',
    'ada blocks edsger: 13 posts, none of them his',
    'a fan of the star reads: star: a song for everybody',
  ])
})
