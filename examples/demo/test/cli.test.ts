import { describe, expect, test } from 'vitest'
import { main } from '../src/cli'
import type { DemoReport } from '../src/report'
import { temporaryFiles } from './temporary-files'

const files = temporaryFiles()

async function run(...args: string[]) {
  const written = { stdout: '', stderr: '' }
  const code = await main(args, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
  })
  return { code, ...written }
}

describe('wrong input', () => {
  test.each([
    [['--viewer', '3'], 'demo: unknown flag --viewer, did you mean --viewers?\n'],
    [['--posts', 'many'], 'demo: --posts: has to be an integer in 1..10000000\n'],
    [['--graph', '/nowhere/edges.txt'], 'demo: /nowhere/edges.txt: no such file\n'],
  ])('%j exits with 2 and one line', async (args, stderr) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr })
  })

  test('a file without follows exits with 2', async () => {
    const path = await files.write('loops', '1 1\nnonsense\n')
    const { code, stdout, stderr } = await run('--graph', path)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`demo: ${path}: holds no follows in 2 lines`)
  })
})

describe('the demo', () => {
  test('explains itself', async () => {
    const { code, stdout, stderr } = await run('--help')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('--threshold')
  })

  test('finds no difference from the reference on a generated graph', async () => {
    const { code, stdout, stderr } = await run('--users', '120', '--posts', '1500', '--viewers', '30', '--limit', '7')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('mismatches 0')
    expect(stderr).toContain('compare cold timelines 30 of 30')
    expect(code).toBe(0)
  })

  test('prints nothing but JSON on stdout with --json', async () => {
    const lines = Array.from({ length: 400 }, (_, index) => `${index % 40} ${Math.floor((index / 400) ** 3 * 40)}`)
    const path = await files.write('edges', lines.join('\r\n'))
    const { code, stdout } = await run(
      '--graph',
      path,
      '--posts',
      '400',
      '--viewers',
      '40',
      '--threshold',
      '5',
      '--json',
    )
    const report = JSON.parse(stdout) as DemoReport
    expect(code).toBe(0)
    expect(report).toMatchObject({ graph: path, users: 40, lines: 400, posts: 400, viewers: 40, mismatches: 0 })
    expect(report.follows + Object.values(report.rejected).reduce((sum, count) => sum + count, 0)).toBe(400)
    expect(report.pullAuthors).toBeGreaterThan(0)
    expect(report.entriesPushed).toBeGreaterThan(0)
    expect(report.pagesCompared).toBeGreaterThanOrEqual(80)
  })
})
