import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule, TestSuite } from 'vitest/node'
import { type AdapterRun, type RuleRun, renderTable } from './render'

const SUITE = 'conformance of '

/** Where the suite is run on adapters; elsewhere it is tested itself. */
const ADAPTERS = /\/(packages\/adapter-|examples\/)/

/** After a run of all tests, writes the table of adapters and rules to the file that `CONFORMANCE_TABLE` names. */
export default class ConformanceTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env['CONFORMANCE_TABLE']
    if (file === undefined) throw new Error('CONFORMANCE_TABLE: the file to write is needed')
    const runs = modules
      .filter(({ moduleId }) => ADAPTERS.test(moduleId))
      .flatMap((module) => [...module.children.suites()])
      .filter(({ name }) => name.startsWith(SUITE))
      .map(adapterRun)
    writeFileSync(file, renderTable(runs))
  }
}

function adapterRun(suite: TestSuite): AdapterRun {
  const ports = [...suite.children.suites()].map((port) => ({ port: port.name, rules: rulesOf(port) }))
  return { adapter: suite.name.slice(SUITE.length), ports }
}

/** The name of a test is `<rule>: <title>`, or `<rule> (<width>-bit): <title>`. */
function rulesOf(port: TestSuite): RuleRun[] {
  return [...port.children.tests()].map((test) => {
    const [rule = '', width] = test.name.slice(0, test.name.indexOf(':')).split(' ')
    const result = test.result()
    const reason = result.state === 'skipped' ? (result.note ?? '') : ''
    return { rule, title: test.name.slice(test.name.indexOf(':') + 2), width: width ?? '', state: result.state, reason }
  })
}
