import { describe, expect, test } from 'vitest'
import { createProgress } from '../src/progress'

function recording(isTTY: boolean) {
  const written: string[] = []
  const clock = { ms: 0 }
  const progress = createProgress({ isTTY, write: (text) => written.push(text) }, () => clock.ms)
  return { progress, clock, written }
}

describe('progress', () => {
  test('rewrites a line on a terminal, ten times a second at most', () => {
    const { progress, clock, written } = recording(true)
    progress.begin('follow', 2_000)
    for (let ms = 1; ms <= 1_000; ms++) {
      clock.ms = ms
      progress.advance(2)
    }
    progress.end()
    expect(written).toHaveLength(12)
    expect(written[1]).toBe('\r\x1b[Kfollow 200 of 2,000')
    expect(written.at(-1)).toBe('\r\x1b[Kfollow 2,000 of 2,000, 1.0 s\n')
  })

  test('writes sparse lines elsewhere', () => {
    const { progress, clock, written } = recording(false)
    progress.begin('read lines')
    for (let second = 1; second <= 25; second++) {
      clock.ms = second * 1_000
      progress.advance()
    }
    progress.end()
    expect(written).toEqual(['read lines 10\n', 'read lines 20\n', 'read lines 25, 25.0 s\n'])
  })
})
