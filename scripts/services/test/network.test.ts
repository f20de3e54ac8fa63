import { expect, test } from 'vitest'
import { freePort, isFree, withLock } from '../network'

const LONG_MS = 30_000

test('a lock lets one action in at a time', async () => {
  const port = await freePort()
  let inside = 0
  const action = async (): Promise<number> => {
    inside += 1
    expect(await isFree(port)).toBe(false)
    const seen = inside
    inside -= 1
    return seen
  }
  const seen = await Promise.all([1, 2, 3].map(() => withLock(port, LONG_MS, action)))
  expect(seen).toEqual([1, 1, 1])
})

test('a lock is free after an action that failed', async () => {
  const port = await freePort()
  const failing = withLock(port, LONG_MS, async () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await withLock(port, LONG_MS, async () => 'in')).toBe('in')
})
