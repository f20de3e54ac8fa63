import { expect, test } from 'vitest'
import { BatchFlight } from '../../src/runtime/batch-flight'
import { settle } from '../support/virtual-time'

/** Tasks that end when told to, in the order in which they began. */
function heldTasks() {
  const begun: { readonly keys: readonly string[]; readonly end: (values: Record<string, number>) => void }[] = []
  const task = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, number>>((resolve) => {
      begun.push({ keys, end: (values) => resolve(new Map(Object.entries(values))) })
    })
  return { begun, task }
}

test('asks for a key once at a time, and for the others together', async () => {
  const flights = new BatchFlight<number>()
  const { begun, task } = heldTasks()
  const first = flights.run(['a', 'b'], task)
  const second = flights.run(['b', 'c', 'd'], task)
  expect(begun.map(({ keys }) => keys)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  begun[1]?.end({ c: 3 })
  begun[0]?.end({ a: 1, b: 2 })
  expect(Object.fromEntries(await first)).toEqual({ a: 1, b: 2 })
  expect(Object.fromEntries(await second)).toMatchObject({ b: 2, c: 3 })
  expect((await second).has('d')).toBe(false)
  void flights.run(['a'], task)
  expect(begun[2]?.keys).toEqual(['a'])
})

test('who asks after a void does not get what was asked before', async () => {
  const flights = new BatchFlight<number>()
  const { begun, task } = heldTasks()
  const before = flights.run(['a'], task)
  flights.void('a')
  const after = flights.run(['a'], task)
  begun[0]?.end({ a: 1 })
  await settle()
  // The end of the voided one leaves the other in place.
  const joined = flights.run(['a'], task)
  expect(begun).toHaveLength(2)
  begun[1]?.end({ a: 2 })
  expect((await before).get('a')).toBe(1)
  expect((await after).get('a')).toBe(2)
  expect((await joined).get('a')).toBe(2)
})
