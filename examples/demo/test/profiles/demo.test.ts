import { PROFILES } from '@feed-engine/example-profiles'
import { expect, test } from 'vitest'
import { main } from '../../src/cli'

test.each(PROFILES)('on $name the demo finds no difference from the reference', async ({ name, workerProcesses }) => {
  let [stdout, stderr] = ['', '']
  const sizes = ['--users', '150', '--posts', '300', '--viewers', '20', '--limit', '9', '--threshold', '40']
  const flags = ['--profile', name, ...sizes, ...(workerProcesses ? ['--kill-worker'] : [])]
  const code = await main(flags, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  })
  expect(stdout.trimEnd().split('\n').at(-1), stderr).toBe('mismatches 0')
  expect(code).toBe(0)
})
