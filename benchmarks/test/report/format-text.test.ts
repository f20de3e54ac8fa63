import { expect, test } from 'vitest'
import { formatText } from '../../src/report/format-text'
import { outcome, report } from './outcomes'

test('the text has a line per contender, with its rate, the ratios, and what they cost', () => {
  const [head, engine, designText] = formatText(report([outcome()]))
    .split('\n')
    .filter((line) => /^ {2}(contender|engine|design-text)/.test(line))
  expect(head).toMatch(/^ {2}contender +rate +engine ÷ it +p50 ms .*bytes\/timeline$/)
  expect(engine).toMatch(/^ {2}engine +1,230,000 entries\/s +0\.5 .* 9,360$/)
  expect(designText).toMatch(/^ {2}design-text +200,000 entries\/s +6\.17× +0\.5 +0\.16× .* 59,600$/)
})

test('columns that nobody fills are left out', () => {
  expect(formatText(report([outcome()]))).not.toContain('server CPU')
})

test('the text says which aims were met and missed, other figures, and what failed', () => {
  const text = formatText(report([outcome()], { failures: [{ workload: 'links', reason: 'no server' }] }))
  expect(text).toContain('met    rate ÷ design-text ≥ 5: 6.17')
  expect(text).toContain('MISSED p50 ÷ floor ≤ 1: 1.2')
  expect(text).toContain('rebuilds: 4')
  expect(text).toContain('links: FAILED, no server')
  expect(text).toContain('seed 7')
})

test('an outcome that compares nothing has no table', () => {
  const text = formatText(report([outcome({ readings: {} })]))
  expect(text).not.toContain('contender')
  expect(text).toContain('rebuilds: 4')
})
