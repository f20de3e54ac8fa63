import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DescribeAdapterOptions,
  describeAdapter,
  type HarnessFactories,
  type Report,
  rulesByPort,
} from '@feed-engine/conformance'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { override } from './mutants/mutant'
import { openPort } from './support/open'

class Skipped extends Error {}

/** A test runner that keeps what it is given, runs it, and tells what became of it. */
async function runSuite(options: Omit<DescribeAdapterOptions, 'framework' | 'print'>) {
  const tests: { readonly name: string; readonly body: (context: { skip(reason: string): never }) => Promise<void> }[] =
    []
  const lasts: (() => Promise<void>)[] = []
  const printed: string[] = []
  describeAdapter({
    ...options,
    framework: {
      describe: (_, body) => body(),
      it: (name, body) => tests.push({ name, body }),
      afterAll: (body) => lasts.push(body),
    },
    print: (text) => printed.push(text),
  })
  const failed = new Map<string, unknown>()
  const skipped = new Map<string, string>()
  const skip = (reason: string): never => {
    throw new Skipped(reason)
  }
  for (const { name, body } of tests) {
    const error: unknown = await body({ skip }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error instanceof Skipped) skipped.set(name, error.message)
    else if (error !== undefined) failed.set(name, error)
  }
  for (const last of lasts) await last()
  return { names: tests.map(({ name }) => name), failed, skipped, printed: printed.join('\n') }
}

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-'))
})

afterEach(() => rm(folder, { recursive: true }))

const graphStore = openPort.graphStore((inner) => inner)

it('declares a test for each rule of the ports that it is given, with both widths where they matter', async () => {
  const { names, failed } = await runSuite({ name: 'memory', seed: 1, runs: 1, graphStore })
  expect(names).toHaveLength(rulesByPort.graphStore.length * 2)
  expect(names[0]).toMatch(/^graph\.adapter\.name \(64-bit\): /)
  expect(failed).toEqual(new Map())
})

it('declares them for one width if the adapter takes only that', async () => {
  const asked = new Set<number>()
  const open: HarnessFactories['graphStore'] = ({ width }) => {
    asked.add(width)
    return graphStore()
  }
  const { names } = await runSuite({ name: 'memory', seed: 1, runs: 1, widths: [32], graphStore: open })
  expect(names).toHaveLength(rulesByPort.graphStore.length)
  expect(names[0]).toMatch(/^graph\.adapter\.name: /)
  expect([...asked]).toEqual([32])
})

it('skips what does not apply, with the reason, and nothing else', async () => {
  const { skipped } = await runSuite({ name: 'memory', seed: 1, runs: 1, graphStore })
  expect([...skipped.values()].sort()).toEqual([
    'declares durable: false',
    'declares durable: false',
    'declares followersByCell: true',
    'declares followersByCell: true',
  ])
})

it('fails the test of a broken required rule, and names rule and seed', async () => {
  const mute = () => Promise.resolve()
  const broken = openPort.graphStore((inner) => override(inner, { mute }))
  const { failed, printed } = await runSuite({ name: 'broken', seed: 42, runs: 1, graphStore: broken })
  const messages = [...failed.values()].map(String)
  expect(messages.some((message) => message.includes('graph.mute.directed, seed 42'))).toBe(true)
  expect(printed).toMatch(/failed: graph\.mute\.directed \(64-bit\): RuleViolation/)
})

it('reports a broken optional rule as unmet, and fails nothing', async () => {
  const leaky = openPort.graphStore((inner) =>
    override(inner, {
      counts: (params, call) => {
        call?.signal?.addEventListener('abort', () => undefined)
        return inner.counts(params, call)
      },
    }),
  )
  const { failed, printed } = await runSuite({ name: 'leaky', seed: 1, runs: 1, graphStore: leaky })
  expect(failed).toEqual(new Map())
  expect(printed).toMatch(/graphStore: \d+ of \d+ passed, 2 unmet, \d+ skipped/)
  expect(printed).toContain(
    'unmet: graph.signal.released (64-bit): RuleViolation: listeners left on the signal by counts',
  )
})

it('writes the report as JSON', async () => {
  const reportFile = join(folder, 'report.json')
  await runSuite({ name: 'memory', seed: 1, runs: 1, graphStore, reportFile })
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as Report
  expect(report).toMatchObject({ adapter: 'memory', seed: 1 })
  expect(report.results).toHaveLength(rulesByPort.graphStore.length * 2)
  expect(report.results[0]).toEqual({
    id: 'graph.adapter.name',
    port: 'graphStore',
    level: 'required',
    width: 16,
    status: 'passed',
  })
  expect(report.results).toContainEqual({
    id: 'graph.durable',
    port: 'graphStore',
    level: 'required',
    width: 32,
    status: 'skipped',
    reason: 'declares durable: false',
  })
})
