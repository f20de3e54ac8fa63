import { expect, test } from 'vitest'
import { OutboxMemory } from '../../src/process-cache/outbox-memory'

const page = (authorId: string, ...positions: string[]) => ({ authorId, positions, more: false })

test('of two listings the one that began later stays', () => {
  const memory = new OutboxMemory(1_000)
  memory.remember(page('star', 'b', 'a'), 20, 5)
  memory.remember(page('star', 'a'), 10, 50)
  expect(memory.get('star', 30)?.positions).toEqual(['b', 'a'])
})

test('an outbox reaches a mark that it shows, and none above', () => {
  expect(OutboxMemory.reaches(page('star', 'b', 'a'), 'b')).toBe(true)
  expect(OutboxMemory.reaches(page('star', 'b', 'a'), 'a')).toBe(true)
  expect(OutboxMemory.reaches(page('star', 'b', 'a'), 'c')).toBe(false)
  expect(OutboxMemory.reaches(page('star'), 'a')).toBe(false)
})

test('the nearer the end, and the longer a listing takes, the likelier it is done early', () => {
  const memory = new OutboxMemory(1_000)
  memory.remember(page('slow'), 0, 100)
  memory.remember(page('fast'), 0, 1)
  const shareOf = (authorId: string, nowMs: number): number => {
    const draws = Array.from({ length: 1_000 }, (_, draw) => draw / 1_000)
    return draws.filter((draw) => memory.refreshEarly(authorId, nowMs, { next: () => draw })).length / 1_000
  }
  expect(shareOf('slow', 0)).toBeLessThan(0.001)
  expect(shareOf('slow', 900)).toBeCloseTo(Math.exp(-1), 2)
  expect(shareOf('fast', 900)).toBe(0)
  expect(shareOf('fast', 1_000)).toBe(1)
  expect(shareOf('unknown', 900)).toBe(0)
})
