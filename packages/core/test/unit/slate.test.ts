import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrangeSlate } from '../../src/scoring/slate'

const PARAMS = { decay: 0.5, floor: 0.25 }

const item = (position: string, authorId: string, value: number) => ({ position, authorId, score: { value } })
const order = (items: readonly ReturnType<typeof item>[]) => arrangeSlate(items, PARAMS).map(({ position }) => position)

test('the best comes first', () => {
  expect(order([item('01', 'a', 1), item('02', 'b', 3), item('03', 'c', 2)])).toEqual(['02', '03', '01'])
})

test('ties are broken by position, newer first', () => {
  expect(order([item('01', 'a', 1), item('03', 'b', 1), item('02', 'c', 1)])).toEqual(['03', '02', '01'])
})

test('further posts of an author count less: 1, 0.625, 0.4375, in the order of their scores', () => {
  const posts = [item('01', 'a', 10), item('02', 'a', 8), item('03', 'a', 9), item('04', 'b', 5.7)]
  const slate = arrangeSlate(posts, PARAMS)
  expect(slate.map(({ position }) => position)).toEqual(['01', '04', '03', '02'])
  expect(slate.map(({ multipliers }) => multipliers['diversity'])).toEqual([1, 1, 0.625, 0.4375])
  expect(slate.map(({ score }) => score)).toEqual([10, 5.7, 5.625, 3.5])
})

test('posts of one author with one score are numbered from the newest on', () => {
  const slate = arrangeSlate([item('01', 'a', 1), item('02', 'a', 1)], PARAMS)
  expect(slate.map(({ position, score }) => [position, score])).toEqual([
    ['02', 1],
    ['01', 0.625],
  ])
})

test('it is an order of all that is given, whatever order that came in', () => {
  const posts = fc.uniqueArray(
    fc.record({
      position: fc.nat(65_535).map((number) => number.toString(16).padStart(4, '0')),
      authorId: fc.constantFrom('a', 'b', 'c'),
      score: fc.record({ value: fc.constantFrom(0, 0.5, 1, 2) }),
    }),
    { selector: ({ position }) => position, maxLength: 30 },
  )
  fc.assert(
    fc.property(posts, fc.infiniteStream(fc.nat()), (given, shuffle) => {
      const slate = arrangeSlate(given, PARAMS)
      expect(slate.map(({ position }) => position).sort()).toEqual(given.map(({ position }) => position).sort())
      const keys = new Map(given.map(({ position }) => [position, shuffle.next().value as number]))
      const shuffled = [...given].sort((a, b) => (keys.get(a.position) ?? 0) - (keys.get(b.position) ?? 0))
      expect(arrangeSlate(shuffled, PARAMS)).toEqual(slate)
    }),
  )
})
