import { describe, expect, test } from 'vitest'
import { main } from '../src/cli'
import { parseOptions, UsageError } from '../src/options'

describe('the command line', () => {
  test('runs all workloads by default', () => {
    const { workloads, seed, json } = parseOptions([])
    expect(workloads).toContain('push')
    expect(workloads.length).toBeGreaterThan(3)
    expect([seed, json]).toEqual([1, false])
  })

  test('runs named workloads once, in their own order', () => {
    expect(parseOptions(['warm-read', 'push', 'push', '--json']).workloads).toEqual(['push', 'warm-read'])
  })

  test.each([
    [['wram-read'], /^unknown workload wram-read: there are push, /],
    [['constructor'], /^unknown workload constructor/],
    [['--sed', '3'], /--sed/],
    [['--seed'], /--seed/],
    [['--seed', 'x'], '--seed: has to be an integer in 0..4294967295'],
    [['--seed', '4294967296'], '--seed: has to be an integer in 0..4294967295'],
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
    expect(written.stdout).toBe('')
    expect(written.stderr).toMatch(/^bench: .*--sed.*\n$/)
    expect(await main(['--help'], streams)).toBe(0)
    expect(written.stdout).toContain('warm-read')
  })
})
