import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

test('what the viewer likes comes first, each post says why, and authors of whom to see fewer are gone', async () => {
  const args = ['--import', 'tsx', 'examples/ranked-feed/src/ranked-feed.ts']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repository, timeout: 50_000 })
  const [title, ...lines] = stdout.trimEnd().split('\n')
  expect(title).toBe('What matters to ada:')
  const again = lines.indexOf('Fewer posts of linus:')
  const [ranked, fewer] = [lines.slice(0, again), lines.slice(again + 1)]
  expect(ranked).toHaveLength(4)
  expect(ranked[0]).toContain('grace: A compiler for everybody')
  expect(ranked[1]).toBe('  niklaus: A plea for lean software (affinity)')
  expect(ranked[2]).toBe('  linus: A new release is out (relationship)')
  expect(fewer).toEqual(ranked.filter((line) => !line.includes('linus')))
})
