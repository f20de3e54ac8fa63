import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { written } from './written'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-bench-plan-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A file of figures, by its path. */
async function figures(content: unknown): Promise<string> {
  const path = join(folder, 'figures.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

interface PrintedStep {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly origin?: string
  readonly formula?: string
  readonly inputs?: readonly { readonly name: string; readonly unit: string }[]
}

interface PrintedPlan {
  readonly given: readonly PrintedStep[]
  readonly facts: readonly (PrintedStep & { readonly source: string })[]
  readonly sections: readonly { readonly title: string; readonly steps: readonly PrintedStep[] }[]
  readonly comparisons: readonly { readonly estimate: { readonly unit: string }; readonly verdict: string }[]
  readonly contradictions: readonly { readonly factor: number; readonly agree: boolean }[]
}

async function planned(...args: readonly string[]): Promise<PrintedPlan> {
  const { code, stdout, stderr } = await written('--json', ...args)
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as PrintedPlan
}

const readings = (rate: number) => ({ engine: { rate }, 'design-text': { rate: rate / 5 } })

const RUN = {
  machine: 'any',
  results: [
    { workload: 'fan-out', variant: 'one Redis, 1 in flight', readings: readings(300_000) },
    {
      workload: 'fan-out',
      variant: 'one Redis, 3 in flight',
      readings: readings(500_000),
      bytesPerTimeline: { engine: 10_000, 'design-text': 50_000 },
    },
    { workload: 'fan-out', variant: 'Redis Cluster, 4,000 in hand', readings: readings(900_000) },
    { workload: 'warm-read', variant: '32 in flight', readings: { engine: { rate: 2_500 } } },
    { workload: 'memory', variant: 'any', readings: {} },
  ].map((outcome) => ({ rate: null, outcome })),
}

describe('feed-bench plan', () => {
  test('prints steps with their formulas, as JSON with the same ones', async () => {
    const { stdout } = await written('--users', '20M')
    const { sections } = await planned('--users', '20M')
    expect(sections.map(({ title }) => title)).toEqual([
      'Traffic',
      'Fan-out',
      'Kafka',
      'Redis',
      'Processes and bandwidth',
      'Cassandra',
      'PostgreSQL',
    ])
    for (const step of sections.flatMap(({ steps }) => steps)) {
      expect(stdout).toContain(`  ${step.name}  `)
      expect(stdout).toContain(step.formula)
      expect(step.unit).toMatch(/^[a-z1·/]+$/)
      expect(step.inputs?.length).toBeGreaterThan(0)
    }
    expect(stdout).toContain('= 20,000,000 users × 0.5 posts/user/day ÷ 86,400 s/day\n')
  })

  test('names each fact of the documents that it uses without figures of a run', async () => {
    const { facts } = await planned()
    const { stdout } = await written()
    expect(stdout).toContain('Without figures of a run (--figures FILE) these are the facts that the documents give.')
    for (const { name, source, origin } of facts) {
      expect(origin).toBe('documents')
      expect(stdout).toMatch(`  ${name}  `)
      expect(stdout).toContain(`documented measurement: ${source}\n`)
    }
  })

  test('takes from a run what it measured, the fastest variant of one Redis', async () => {
    const { facts } = await planned('--figures', await figures(RUN))
    const measured = facts.filter(({ origin }) => origin === 'figures')
    expect(measured.map(({ name, value, source }) => [name, value, source])).toEqual([
      ['pushes of a Redis core', 500_000, 'fan-out, one Redis, 3 in flight'],
      ['pushes of a worker', 500_000, 'fan-out, one Redis, 3 in flight'],
      ['bytes of an entry', 20, 'fan-out, one Redis, 3 in flight'],
      ['page reads of a process', 2_500, 'warm-read, 32 in flight'],
      ['bytes of a sorted set', 50_000, 'fan-out, one Redis, 3 in flight'],
      ['pushes of a Redis core into sorted sets', 100_000, 'fan-out, one Redis, 3 in flight'],
    ])
    const { stdout } = await written('--figures', await figures(RUN))
    expect(stdout).toContain('  8 of 14 facts are those that the documents give.\n')
  })

  test('takes the size of an entry from the command line before any other', async () => {
    const { facts } = await planned('--figures', await figures(RUN), '--bytes-per-entry', '16')
    expect(facts.find(({ origin }) => origin === 'given')).toMatchObject({ name: 'bytes of an entry', value: 16 })
  })

  test('needs no more workers than one when everybody is pulled', async () => {
    const { sections } = await planned('--pull-from', '1')
    const values = new Map(sections.flatMap(({ steps }) => steps).map(({ name, value }) => [name, value]))
    expect(values.get('share of posts that are pulled')).toBe(1)
    expect(values.get('peak pushes')).toBe(0)
    expect(values.get('workers of a region')).toBe(1)
  })

  test('prints help', async () => {
    const { code, stdout } = await written('--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Usage: feed-bench plan/)
    expect(stdout).toMatch(/--users N +people who read on a day.*\(10,000,000\)/)
    expect(stdout).toContain('classic or classic-largest')
  })

  test.each([
    [['--users', '3x'], '--users: has to be an integer in 1..10,000,000,000'],
    [['--users', '0'], '--users: has to be an integer in 1..10,000,000,000'],
    [['--replicas', '1.5'], '--replicas: has to be an integer in 1..10'],
    [['--exponent', '1'], '--exponent: has to be a number in 1.01..5'],
    [['--utilization', '1.1'], '--utilization: has to be a number in 0.01..1'],
    [['--bytes-per-entry', '0'], '--bytes-per-entry: has to be a number in 1..10,000'],
    [['--user', '3'], "Unknown option '--user'"],
    [['3'], "Unexpected argument '3'. This command does not take positional arguments"],
    [['--preset', 'modern'], '--preset: has to be one of classic, classic-largest'],
    [['--preset', 'constructor'], '--preset: has to be one of classic, classic-largest'],
    [
      ['--posts-per-user', '1', '--posts-per-second', '2'],
      '--posts-per-user, --posts-per-second: only one of them can be given',
    ],
    [
      ['--reads-per-user', '1', '--reads-per-second', '2'],
      '--reads-per-user, --reads-per-second: only one of them can be given',
    ],
    [['--users', '5k', '--largest-author', '6k'], '--largest-author: has more followers than there are accounts'],
    [['--users', '600'], '--mean-followers: has to be below the 200 of the largest author'],
    [['--figures', '/nowhere/figures.json'], '--figures: is no file that can be read'],
  ])('refuses %j in one line, with exit code 2', async (args, message) => {
    expect(await written(...args)).toEqual({ code: 2, stdout: '', stderr: `feed-bench plan: ${message}\n` })
  })

  test.each([
    ['{', 'has to be JSON'],
    ['[]', 'has to be what feed-bench prints with --json'],
    [{ results: {} }, 'has to be what feed-bench prints with --json'],
    [{ results: [{ outcome: { workload: 'fan-out' } }] }, 'has to be what feed-bench prints with --json'],
    [{ results: [] }, 'holds no readings of the workloads fan-out and warm-read'],
    [
      { results: [{ outcome: { workload: 'fan-out', variant: '', readings: { engine: { rate: 0 } } } }] },
      'holds no readings of the workloads fan-out and warm-read',
    ],
  ])('refuses figures such as %j', async (content, rule) => {
    const { code, stderr } = await written('--figures', await figures(content))
    expect([code, stderr]).toEqual([2, `feed-bench plan: --figures: ${rule}\n`])
  })

  test('a flag wins over the preset, also where it says the same in another way', async () => {
    const { given } = await planned('--preset', 'classic', '--posts-per-user', '3', '--users', '7M')
    expect(given).toContainEqual({ name: 'posts per user and day', value: 3, unit: 'post/user/day' })
    expect(given).toContainEqual({ name: 'daily users', value: 7e6, unit: 'user' })
    expect(given).toContainEqual({ name: 'reads per second', value: 58_000, unit: 'read/s' })
  })
})
