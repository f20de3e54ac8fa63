import { describe, expect, test } from 'vitest'
import { main } from '../src/cli'
import { parseOptions } from '../src/options'
import { UsageError } from '../src/usage-error'

describe('the command line', () => {
  test('runs all workloads by default, at full scale', () => {
    const { workloads, seed, json, rounds, scale, profile } = parseOptions([])
    expect(workloads).toEqual(expect.arrayContaining(['pipeline', 'mixed', 'backlog', 'links', 'embedded', 'growth']))
    expect({ seed, json, rounds, scale, profile: profile.name }).toEqual({
      seed: 1,
      json: false,
      rounds: 5,
      scale: 'full',
      profile: 'classic',
    })
  })

  test('measures prices, unless told not to', () => {
    expect(parseOptions(['policies']).calibrate).toBe(true)
    expect(parseOptions(['policies', '--no-calibration']).calibrate).toBe(false)
  })

  test('runs named workloads once, in their own order', () => {
    const { workloads, html } = parseOptions(['memory', 'pipeline', 'memory', '--html', 'report.html'])
    expect(workloads).toEqual(['pipeline', 'memory'])
    expect(html).toBe('report.html')
  })

  test.each([
    [['pipelnie'], /^unknown workload pipelnie: there are /],
    [['constructor'], /^unknown workload constructor/],
    [['--sed', '3'], /--sed/],
    [['--seed'], /--seed/],
    [['--seed', 'x'], '--seed: has to be an integer in 0..4294967295'],
    [['--seed', '4294967296'], '--seed: has to be an integer in 0..4294967295'],
    [['--rounds', '0'], '--rounds: has to be an integer in 1..99'],
    [['--users', '9'], '--users: has to be an integer in 10..1000000'],
    [['--graph', 'g', '--users', '10'], '--users: the users come from --graph'],
    [['--profile', 'huge'], '--profile: has to be one of embedded, one-database, classic, at-scale'],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError)
    expect(() => parseOptions(args)).toThrow(message)
    expect(() => parseOptions(args)).not.toThrow(/\n/)
  })

  test('exits with 2 for a wrong one and explains itself', async () => {
    const written = { stdout: '', stderr: '' }
    const streams = {
      stdout: { write: (text: string) => (written.stdout += text) },
      stderr: { write: (text: string) => (written.stderr += text) },
    }
    expect(await main(['--sed'], streams)).toBe(2)
    expect(await main(['memory', '--graph', 'no-such-file'], streams)).toBe(2)
    expect(written.stdout).toBe('')
    expect(written.stderr).toMatch(/^feed-bench: .*--sed.*\nfeed-bench: --graph: no-such-file: no such file\n$/)
    expect(await main(['--help'], streams)).toBe(0)
    expect(written.stdout).toContain('pipeline *')
  })

  test('hands the rest of a plan to the planner', async () => {
    let stdout = ''
    const streams = { stdout: { write: (text: string) => (stdout += text) }, stderr: { write: () => undefined } }
    expect(await main(['plan', '--help'], streams)).toBe(0)
    expect(stdout).toContain('feed-bench plan')
  })
})
