import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

test('the smallest program prints a timeline and ends by itself', async () => {
  const args = ['--import', 'tsx', 'examples/quickstart/src/quickstart.ts']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repository, timeout: 50_000 })
  expect(stdout).toBe('grace: Hello, Ada\n')
})
