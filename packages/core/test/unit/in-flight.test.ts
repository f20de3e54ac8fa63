import { expect, test } from 'vitest'
import { InFlight } from '../../src/runtime/in-flight'
import { settle } from '../support/virtual-time'

/** Work whose end is in the test's hands. */
function pieces() {
  const begun: number[] = []
  const ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  const work = (): Promise<void> => {
    begun.push(begun.length)
    return new Promise((resolve, reject) => ends.push({ resolve, reject }))
  }
  return { begun, ends, work }
}

test('no more than the limit run at once, and the next begins when one ends', async () => {
  const { begun, ends, work } = pieces()
  const task = new InFlight(2)
  const all = [1, 2, 3].map(() => task.start(work))
  await settle()
  expect(begun).toHaveLength(2)
  ends[1]?.resolve()
  await Promise.all(all)
  expect(begun).toHaveLength(3)
  let settled = false
  const end = task.settled().then(() => {
    settled = true
  })
  ends[0]?.resolve()
  await settle()
  expect(settled).toBe(false)
  ends[2]?.resolve()
  await end
})

test('after a failure nothing begins, and the task fails when all that runs has ended', async () => {
  const { begun, ends, work } = pieces()
  const task = new InFlight(2)
  await task.start(work)
  await task.start(work)
  ends[0]?.reject(new Error('first'))
  await expect(task.start(work)).rejects.toThrow('first')
  expect(begun).toHaveLength(2)
  const end = task.settled()
  ends[1]?.reject(new Error('second'))
  await expect(end).rejects.toThrow('first')
})
