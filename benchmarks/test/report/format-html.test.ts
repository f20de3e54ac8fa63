import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { formatHtml } from '../../src/report/html/format-html'
import type { Plot } from '../../src/report/html/plots'
import { outcome, reading, report } from './outcomes'

test('the page needs nothing beside it', async () => {
  const page = await formatHtml(report([outcome()]))
  expect(page).toContain('var uPlot=')
  expect(page).toContain('.uplot')
  expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)=/)
})

test('the page has the aims, the commands of each contender, and how to run it again', async () => {
  const page = await formatHtml(report([outcome()], { failures: [{ workload: 'links', reason: 'no server' }] }))
  expect(page).toContain('<td>rate ÷ design-text ≥ 5</td><td>6.17</td><td><span class="met">met</span></td>')
  expect(page).toContain('<td>p50 ÷ floor ≤ 1</td><td>1.2</td><td><span class="missed">missed</span></td>')
  expect(page).toContain('<code>ZADD</code><br><code>ZREMRANGEBYRANK</code>')
  expect(page).toContain('npx feed-bench fan-out --seed 7')
  expect(page).toContain('links failed: no server')
})

test('every table has a cell for each of its columns, and all that was measured', async () => {
  const half = outcome({ variant: 'half', readings: { engine: reading(), floor: reading({ serverCpuMs: 3 }) } })
  const page = await formatHtml(report([outcome(), half, outcome({ variant: 'bare', readings: {}, commands: {} })]))
  const tables = [...page.matchAll(/<table>(.*?)<\/table>/gs)].map(([, rows = '']) =>
    [...rows.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, cells = '']) =>
      [...cells.matchAll(/<t[hd]>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell),
    ),
  )
  // Of all aims; of readings, aims and figures of each outcome, one of which has no readings.
  expect(tables).toHaveLength(1 + 3 + 3 + 2)
  for (const [head = [], ...rows] of tables) {
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toHaveLength(head.length)
  }
  expect(tables[4]?.map((row) => [row[0], row.at(-2)])).toEqual([
    ['contender', 'server CPU ms'],
    ['engine', ''],
    ['floor', '3'],
  ])
})

test('text is escaped, in markup and in the data of plots', async () => {
  const hostile = '</script><b>&'
  const readings = { [hostile]: reading(), engine: reading() }
  const page = await formatHtml(report([outcome({ variant: hostile, readings })]))
  expect(page).toContain('&lt;/script&gt;&lt;b&gt;&amp;')
  expect(page).not.toContain(hostile)
})

test('its scripts draw every plot into its place', async () => {
  const curve = outcome({ workload: 'scale', readings: { engine: reading() }, point: { axis: 'users', at: 10 } })
  const page = await formatHtml(report([outcome(), curve]))
  const places = [...page.matchAll(/data-plot="(\d+)"/g)].map(([, plot = '']) => ({ dataset: { plot } }))
  const [, data = '', draw = ''] = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script)
  const drawn: { options: { title: string; series: unknown[] }; data: number[][]; element: unknown }[] = []
  class Chart {
    static readonly paths = { bars: () => () => null }
    constructor(options: (typeof drawn)[number]['options'], values: number[][], element: unknown) {
      drawn.push({ options, data: values, element })
    }
  }
  const window: { plots?: readonly Plot[] } = {}
  const context = createContext({ window, uPlot: Chart, document: { querySelectorAll: () => places } })
  runInContext(`${data}\n${draw}`, context)
  expect(places.length).toBe(4)
  expect(drawn.map(({ element }) => element)).toEqual(places)
  for (const [index, { options, data: values }] of drawn.entries()) {
    expect(options.title).toBe(window.plots?.[index]?.title)
    expect(values.length).toBe(options.series.length)
    const [xs = []] = values
    expect(xs).toEqual([...new Set(xs)].sort((a, b) => a - b))
    expect(xs.length).toBeGreaterThan(0)
    expect(values.map(({ length }) => length)).toEqual(values.map(() => xs.length))
  }
})
