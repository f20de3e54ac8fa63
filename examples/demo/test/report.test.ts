import { describe, expect, test } from 'vitest'
import { type DemoReport, exitCode, formatReport, percentile } from '../src/report'

const report: DemoReport = {
  profile: 'at-scale',
  workers: 2,
  graph: 'edges.txt',
  users: 82_168,
  follows: 870_161,
  lines: 948_468,
  rejected: { 'self-loop': 78_303, duplicate: 2 },
  rejectedExamples: [
    { line: 5, reason: 'self-loop' },
    { line: 9, reason: 'duplicate' },
    { line: 222, reason: 'self-loop' },
  ],
  posts: 1_000,
  deletes: 30,
  threshold: 900,
  pushAuthors: 70,
  pullAuthors: 3,
  openTimelines: 50,
  followsPerSecond: 1_234.5,
  publishesPerSecond: 10,
  entriesPushed: 5_000,
  entriesPerSecond: 20,
  warmReadMs: { p50: 0.123, p99: 1 },
  coldReadMs: { p50: 2, p99: 3.456 },
  warmPagesWithoutPull: { first: 1, all: 0.98765 },
  bytesPerEntry: 16,
  rssBytes: 1.5e9,
  heapBytes: 5e8,
  seconds: 12.34,
  viewers: 40,
  pagesCompared: 1_600,
  itemsCompared: 30_000,
  mismatches: 0,
}

describe('the report', () => {
  test('is a table that ends with the mismatches', () => {
    const lines = formatReport(report).split('\n')
    const values = new Map(lines.map((line) => line.split(/ {2,}/) as [string, string]))
    expect(lines.slice(-2)).toEqual(['mismatches 0', ''])
    expect(values.get('profile')).toBe('at-scale, 2 worker processes')
    expect(values.get('users')).toBe('82,168')
    expect(values.get('rejected: self-loop')).toBe('78,303 (first in line 5, 222)')
    expect(values.get('rejected: duplicate')).toBe('2 (first in line 9)')
    expect(values.get('warm read p50 / p99')).toBe('0.12 / 1.00 ms')
    expect(values.get('warm pages without pull')).toBe('100.0 % of first pages, 98.8 % of all')
    expect(values.get('memory rss / heap')).toBe('1,500 MB / 500 MB')
  })

  test('decides the exit code', () => {
    expect([exitCode(report), exitCode({ ...report, mismatches: 1 })]).toEqual([0, 1])
  })
})

describe('a percentile', () => {
  test('is the nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index)
    expect([0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([100, 198, 200])
    expect([percentile([7], 0.5), percentile([], 0.5)]).toEqual([7, 0])
  })
})
