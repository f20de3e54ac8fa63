import { writeFile } from 'node:fs/promises'
import { type PositionWidth, systemRandom } from '@feed-engine/core'
import type { HarnessFactories, OpenParams } from './kit/harness'
import type { HarnessByPort, PortName, Rule } from './kit/rule'
import { type Report, type RuleResult, renderReport } from './report'
import { rulesByPort } from './rules'
import { type RuleOutcome, runRule } from './run-rule'

/** What the suite takes from a test runner: of Vitest, the module itself. */
export interface TestFramework {
  describe(name: string, body: () => void): void
  it(name: string, body: (context: { skip(reason: string): unknown }) => Promise<void>, timeoutMs: number): void
  afterAll(body: () => Promise<void>): void
}

export interface DescribeAdapterOptions extends HarnessFactories {
  /** Name of the adapter in tests and reports. */
  readonly name: string
  /** `import * as vitest from 'vitest'`, or `{ describe, it, afterAll }` of a runner like it. */
  readonly framework: TestFramework
  /** Widths of the positions that the adapter takes; an adapter for ids of one codec has one. @defaultValue both */
  readonly widths?: readonly PositionWidth[]
  /** Makes the data of every rule. Failures name it: give it back to replay one. @defaultValue random */
  readonly seed?: number
  /** Generated values per property-based check. @defaultValue 20 */
  readonly runs?: number
  /** Milliseconds that one rule may take. @defaultValue 60,000 */
  readonly timeoutMs?: number
  /** Path of a file to write the report to as JSON. @defaultValue none */
  readonly reportFile?: string
  /** Receives the report for people. @defaultValue the console */
  readonly print?: (text: string) => void
}

type Factory<P extends PortName> = (params: OpenParams) => Promise<HarnessByPort[P]>

const BOTH_WIDTHS: readonly PositionWidth[] = [16, 32]

/**
 * Declares a test for every rule of every port that a harness is given for. Rules that do not apply to what the
 * adapter declares are skipped with the reason; there is no other way to skip one.
 */
export function describeAdapter(options: DescribeAdapterOptions): void {
  const { name, framework, postStore, graphStore, timelineCache, eventBus, keyValueCache, userDirectory, signalStore } =
    options
  const { counterStore, counterArchive } = options
  const seed = options.seed ?? Math.floor(systemRandom.next() * 2 ** 31)
  const results: RuleResult[] = []
  const everyWidth = options.widths ?? BOTH_WIDTHS
  /** Enough for ports whose behaviour does not depend on it. */
  const anyWidth = everyWidth.slice(0, 1)

  const declare = <P extends PortName>(
    port: P,
    { open, widths }: { readonly open: Factory<P> | undefined; readonly widths: readonly PositionWidth[] },
  ): void => {
    if (open === undefined) return
    const portRules: readonly Rule<P>[] = rulesByPort[port]
    framework.describe(port, () => {
      for (const width of widths) {
        for (const rule of portRules) {
          const shown = widths.length > 1 ? { width } : {}
          const suffix = widths.length > 1 ? ` (${width * 4}-bit)` : ''
          const test = async (context: { skip(reason: string): unknown }): Promise<void> => {
            const outcome = await runRule(rule, open, { seed, width, runs: options.runs ?? 20 })
            const { id, level } = rule
            results.push({ id, port, level, ...shown, status: outcome.status, ...reasonOf(outcome) })
            if (outcome.status === 'failed') throw explained(outcome.error, `${id}, seed ${seed}`)
            if (outcome.status === 'skipped') context.skip(outcome.reason)
          }
          framework.it(`${rule.id}${suffix}: ${rule.title}`, test, options.timeoutMs ?? 60_000)
        }
      }
    })
  }

  framework.describe(`conformance of ${name}`, () => {
    declare('postStore', { open: postStore, widths: everyWidth })
    declare('outbox', { open: postStore, widths: anyWidth })
    declare('graphStore', { open: graphStore, widths: everyWidth })
    declare('timelineCache', { open: timelineCache, widths: everyWidth })
    declare('eventBus', { open: eventBus, widths: anyWidth })
    declare('keyValueCache', { open: keyValueCache, widths: anyWidth })
    declare('userDirectory', { open: userDirectory, widths: anyWidth })
    declare('signalStore', { open: signalStore, widths: anyWidth })
    declare('counterStore', { open: counterStore, widths: anyWidth })
    declare('writeBehind', { open: counterStore, widths: anyWidth })
    declare('counterArchive', { open: counterArchive, widths: anyWidth })

    framework.afterAll(async () => {
      const report: Report = { adapter: name, seed, results }
      const print = options.print ?? console.log
      print(renderReport(report))
      if (options.reportFile !== undefined) await writeFile(options.reportFile, `${JSON.stringify(report, null, 2)}\n`)
    })
  })
}

function reasonOf(outcome: RuleOutcome): { readonly reason?: string } {
  if (outcome.status === 'passed') return {}
  return { reason: outcome.status === 'skipped' ? outcome.reason : String(outcome.error) }
}

function explained(error: unknown, where: string): unknown {
  if (error instanceof Error) error.message = `${where}: ${error.message}`
  return error
}
