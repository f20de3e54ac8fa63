import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../src/cli'
import type { RunReport } from '../src/report/run-report'
import { WORKLOADS } from '../src/workloads/index'

const WITHOUT_SERVERS = Object.entries(WORKLOADS)
  .filter(([, { needs }]) => needs.length === 0)
  .map(([name]) => name)

const QUICKLY = ['--tiny', '--rounds', '1', '--profile', 'embedded', '--no-calibration']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-bench-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function bench(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const code = await main([...args, ...QUICKLY], {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  })
  return { code, ...written }
}

describe.each(WITHOUT_SERVERS)('the workload %s, without a server', (name) => {
  test('runs, and tells what it measured as JSON and nothing else', async () => {
    const { code, stdout, stderr } = await bench(name, '--json', '--seed', '7')
    const report = JSON.parse(stdout) as RunReport
    expect(report.failures).toEqual([])
    expect(code).toBe(0)
    expect(stderr).toContain(name)
    expect(report).toMatchObject({
      command: ['npx feed-bench', name, '--json --seed 7', ...QUICKLY].join(' '),
      machine: expect.stringContaining('GiB'),
      node: process.versions.node,
      profile: 'embedded',
      seed: 7,
      rounds: 1,
      scale: 'tiny',
    })
    expect(report.results.length).toBeGreaterThan(0)
    expect(new Set(report.results.map(({ variant }) => variant)).size).toBe(report.results.length)
    for (const { workload, variant, rate, outcome, ...figures } of report.results) {
      expect([workload, variant]).toEqual([name, outcome.variant])
      expect(Object.keys(figures).sort()).toEqual(
        ['bytesPerTimeline', 'p50Ms', 'p99Ms', 'ratioToDesignText', 'ratioToFloor'].sort(),
      )
      expect(rate).toBe(outcome.readings['engine']?.rate ?? null)
      for (const reading of Object.values(outcome.readings)) {
        expect(reading.rate).toBeGreaterThan(0)
        expect(reading.p99Ms).toBeGreaterThanOrEqual(reading.p50Ms)
      }
      for (const contender of Object.keys(outcome.readings)) expect(outcome.commands).toHaveProperty([contender])
      expect(Object.keys(outcome.readings).length + Object.keys(outcome.figures).length).toBeGreaterThan(0)
    }
  })
})

test('several workloads share one report, which goes to a file with plots too', async () => {
  const html = join(folder, 'report.html')
  const { code, stdout } = await bench('memory', 'simulation', '--html', html)
  expect(code).toBe(0)
  expect(stdout).toContain('bytes/entry, engine')
  expect(stdout).toContain('calm')
  const page = await readFile(html, 'utf8')
  expect(page).toContain('<h2>memory</h2>')
  expect(page).toContain('Tiny scale: the figures mean nothing.')
})

test('a graph file is what is measured on; one without follows is refused', async () => {
  const graph = join(folder, 'graph.txt')
  const edges = Array.from({ length: 12 }, (_, user) => `${user} ${(user + 1) % 12}\n${user} ${(user + 5) % 12}`)
  await writeFile(graph, edges.join('\n'))
  const { stdout, stderr } = await bench('backlog', '--graph', graph, '--json')
  expect((JSON.parse(stdout) as RunReport).failures).toEqual([])
  expect(stderr).toContain('12 users')
  await writeFile(graph, '# nobody\n')
  expect(await bench('backlog', '--graph', graph)).toMatchObject({ code: 2, stdout: '' })
})
