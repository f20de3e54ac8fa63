import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeState } from '../../src/consume/committed-state'
import { PartitionWindow } from '../../src/consume/partition-window'

const at = { topic: 'posts', partition: 0, limit: 1_000 }
const fresh = (floor = 0) => new PartitionWindow({ ...at, state: { floor, end: floor, pending: new Map() } })

it('what is committed never passes the lowest message that is not handled, and a successor does exactly the rest', () => {
  const plans = fc.record({ count: fc.integer({ min: 1, max: 60 }), order: fc.array(fc.nat(59), { maxLength: 60 }) })
  fc.assert(
    fc.property(plans, ({ count, order }) => {
      const window = fresh(100)
      const open = new Set<number>()
      for (let offset = 100; offset < 100 + count; offset++) {
        expect(window.accept(offset)).toBe(true)
        open.add(offset)
      }
      for (const index of order) {
        const offset = 100 + index
        if (!open.delete(offset)) continue
        window.countTry(offset)
        window.done(offset)
        expect(window.floor).toBe(Math.min(100 + count, ...open))
      }
      window.committed(undefined)
      const commit = window.uncommitted
      if (commit === undefined) throw new Error('there is something to commit')
      const state = decodeState(commit.offset, commit.metadata)
      const successor = new PartitionWindow({ ...at, state })
      const again: number[] = []
      for (let offset = commit.offset; offset < 100 + count; offset++) if (successor.accept(offset)) again.push(offset)
      expect(again).toEqual([...open])
    }),
  )
})

it('messages that come twice are taken in once', () => {
  const window = fresh()
  expect([0, 1, 1, 0, 2].map((offset) => window.accept(offset))).toEqual([true, true, false, false, true])
})

it('tries are handed on', () => {
  const window = fresh()
  for (const offset of [0, 1]) window.accept(offset)
  for (let tries = 1; tries <= 3; tries++) expect(window.countTry(1)).toBe(tries)
  const { offset = -1, metadata = '' } = window.uncommitted ?? {}
  const successor = new PartitionWindow({ ...at, state: decodeState(offset, metadata) })
  for (const each of [0, 1]) successor.accept(each)
  expect([successor.countTry(0), successor.countTry(1)]).toEqual([1, 4])
})

it('is full at its limit, and has room again when a tenth of it is free', () => {
  const window = new PartitionWindow({ ...at, limit: 20, state: { floor: 0, end: 0, pending: new Map() } })
  for (let offset = 0; offset < 20; offset++) {
    expect(window.isFull).toBe(false)
    window.accept(offset)
  }
  expect([window.isFull, window.hasRoom]).toEqual([true, false])
  window.done(3)
  expect([window.isFull, window.hasRoom]).toEqual([false, false])
  window.done(1)
  expect([window.isFull, window.hasRoom, window.floor]).toEqual([false, true, 0])
})

it('counts what will never come as lost, what is handled or in work as not', () => {
  const window = new PartitionWindow({
    ...at,
    state: { floor: 10, end: 20, pending: new Map([10, 15, 18].map((n) => [n, 0])) },
  })
  window.accept(10)
  expect(window.skipTo(25)).toBe(2 + 5)
  expect(window.floor).toBe(10)
  window.done(10)
  expect([window.floor, window.next]).toEqual([25, 25])
})

it('has nothing to commit once that is committed', () => {
  const window = fresh()
  window.accept(0)
  const commit = window.uncommitted
  window.committed(commit)
  expect(window.uncommitted).toBeUndefined()
  window.done(0)
  expect(window.uncommitted?.offset).toBe(1)
})
