import { expect, test } from 'vitest'
import { HOLD_MS, VersionFloors } from '../../src/process-cache/version-floors'

const refuses = (floors: VersionFloors, version: number, nowMs: number): boolean =>
  floors.refuses('ann', version, nowMs)

test('refuses lower versions while it is held', () => {
  const floors = new VersionFloors()
  expect(refuses(floors, 0, 0)).toBe(false)
  floors.raise('ann', 5, 0)
  expect(refuses(floors, 4, HOLD_MS - 1)).toBe(true)
  expect(refuses(floors, 5, 0)).toBe(false)
  expect(refuses(floors, 4, HOLD_MS)).toBe(false)
  expect(floors.refuses('bob', 0, 0)).toBe(false)
})

test('never sinks, and holds anew', () => {
  const floors = new VersionFloors()
  floors.raise('ann', 5, 0)
  floors.raise('ann', 3, HOLD_MS - 1)
  expect(refuses(floors, 4, HOLD_MS)).toBe(true)
  floors.raise('ann', 2, 3 * HOLD_MS)
  expect(refuses(floors, 2, 3 * HOLD_MS)).toBe(false)
})

test('refuses that there was nothing, if that was asked before', () => {
  const floors = new VersionFloors()
  floors.raise('ann', 5, 10)
  for (const [askedAtMs, refused] of [
    [9, true],
    [10, true],
    [11, false],
  ] as const) {
    expect(floors.refusesAbsence('ann', askedAtMs, 20)).toBe(refused)
  }
})
