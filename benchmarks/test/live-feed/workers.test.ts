import { expect, test } from 'vitest'
import { openLiveFeed } from '../../src/live-feed/live-feed'
import { workersOf } from '../../src/live-feed/workers'
import { embeddedSettings } from '../workloads/embedded-settings'

test('worker processes take a policy without bounds', async () => {
  const settings = embeddedSettings()
  const feed = await openLiveFeed(settings)
  const withProcesses = { ...settings, profile: { ...settings.profile, workerProcesses: true } }
  const workers = workersOf(withProcesses, feed, { kind: 'threshold', followers: Number.POSITIVE_INFINITY })
  await expect(workers.start()).resolves.toBeUndefined()
  await workers.stop()
  await feed.end()
})
