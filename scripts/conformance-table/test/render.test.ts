import { expect, test } from 'vitest'
import { type AdapterRun, type RuleRun, renderTable } from '../render'

const run = (rule: string, state: RuleRun['state'], width = '', reason = ''): RuleRun => ({
  rule,
  title: `What ${rule} says`,
  width,
  state,
  reason,
})

const file: AdapterRun = {
  adapter: 'file',
  ports: [
    {
      port: 'postStore',
      rules: [
        run('put', 'passed', '(64-bit)'),
        run('put', 'failed', '(128-bit)'),
        run('expiry', 'skipped', '', 'declares expiry: false'),
      ],
    },
  ],
}

const db: AdapterRun = {
  adapter: 'db',
  ports: [{ port: 'postStore', rules: [run('put', 'passed'), run('expiry', 'passed')] }],
}

test('a table has a column for each adapter and a row for each rule, in a fixed order', () => {
  const lines = renderTable([file, db]).split('\n')
  expect(lines).toEqual(renderTable([db, file]).split('\n'))
  expect(lines).toContain('| rule |  | db | file |')
  expect(lines).toContain('| put | What put says | ✓ | ✗ |')
  expect(lines).toContain('| expiry | What expiry says | ✓ | 1 |')
  expect(lines).toContain('1. declares expiry: false')
})

test('a summary counts the rules that passed, once for both widths', () => {
  const lines = renderTable([file, db]).split('\n')
  expect(lines).toContain('| db | postStore | 2 of 2 | 0 |')
  expect(lines).toContain('| file | postStore | 0 of 2 | 1 |')
})
