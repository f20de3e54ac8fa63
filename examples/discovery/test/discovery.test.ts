import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

const EXPECTED = `The first page of somebody new (4 of 4 discovered, share 1)
  gus: The goal of the year (discovered)
  olga: How to brew oolong (discovered)
  dirk: What a derby (discovered)
  kaya: A kettle from 1920 (discovered)
After a like (4 of 4 discovered, share 1)
  olga: How to brew oolong (discovered)
  kaya: A kettle from 1920 (discovered)
  gus: The goal of the year (discovered)
  dirk: What a derby (discovered)
Popular for tea: olga
Suggested: kaya, followed by olga
Suggested: ulla, followed by olga
Following one (3 of 4 discovered, share 0.3)
  olga: How to brew oolong (followed)
  kaya: A kettle from 1920 (discovered)
  gus: The goal of the year (discovered)
  dirk: What a derby (discovered)
Back after four months (1 of 6 discovered, share 0.3)
  olga: Tea of month 4 (followed)
  olga: Tea of month 3 (followed)
  olga: Tea of month 2 (followed)
  olga: Tea of month 1 (followed)
  olga: How to brew oolong (followed)
  gus: Kick-off (discovered)
`

test('a new user discovers by region, then by taste, follows, and comes back after months', async () => {
  const args = ['--import', 'tsx', 'examples/discovery/src/discovery.ts']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repository, timeout: 50_000 })
  expect(stdout).toBe(EXPECTED)
})
