import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Fifo } from '../src/fifo'

it('equals an array', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('push', 'shift', 'unshift')), (operations) => {
      const fifo = new Fifo<number>()
      const model: number[] = []
      for (const [index, operation] of operations.entries()) {
        if (operation === 'shift') expect(fifo.shift()).toBe(model.shift())
        else fifo[operation](index)
        if (operation !== 'shift') model[operation](index)
        expect(fifo.head).toBe(model[0])
        expect(fifo.size).toBe(model.length)
        expect([...fifo]).toEqual(model)
      }
    }),
  )
})
