import { describe, expect, test } from 'vitest'
import { main } from '../src/cli'
import type { Figure } from '../src/figure'
import { createPopulation, evictAll, readAll } from '../src/population'
import { WORKLOADS } from '../src/workloads/index'
import { TINY_SCALE } from './tiny-scale'

describe.each(Object.entries(WORKLOADS))('the workload %s', (name, workload) => {
  test('measures something, and a baseline beside it', async () => {
    const figures = await workload.run({ scale: TINY_SCALE, seed: 1 })
    expect(figures.length).toBeGreaterThan(0)
    for (const figure of figures) {
      expect(figure.workload).toBe(name)
      expect(figure.unit).not.toBe('')
      expect(figure.value).toBeGreaterThan(0)
      expect(figure.baseline.value).toBeGreaterThan(0)
      expect(figure.baseline.name).not.toBe('')
      expect(figure.ratio).toBeCloseTo(figure.value / figure.baseline.value)
    }
  })
})

test('a read that is not what is to be measured fails', async () => {
  const population = await createPopulation(TINY_SCALE.read, 1)
  await expect(readAll(population, 'cached', 'rebuilt')).rejects.toThrow('a page is cached, not rebuilt')
  await evictAll(population)
  await expect(readAll(population, 'cached', 'cached')).rejects.toThrow('a page is rebuilt, not cached')
  await population.engine.close()
})

test('the command prints nothing but JSON on stdout with --json', async () => {
  let stdout = ''
  const streams = { stdout: { write: (text: string) => (stdout += text) }, stderr: { write: () => undefined } }
  expect(await main(['warm-read', '--json', '--seed', '7'], streams, TINY_SCALE)).toBe(0)
  const report = JSON.parse(stdout) as { seed: number; machine: string; figures: Figure[] }
  expect(report.seed).toBe(7)
  expect(report.machine).toContain('Node')
  expect(report.figures.map(({ workload }) => workload)).toEqual(['warm-read'])
})
