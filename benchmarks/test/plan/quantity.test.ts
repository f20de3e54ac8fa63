import { describe, expect, test } from 'vitest'
import { formulaOf, larger, over, plus, quantity, roundUp, times } from '../../src/plan/quantity/expression'
import { formatQuantity } from '../../src/plan/quantity/format-quantity'
import { step } from '../../src/plan/quantity/step'
import { divideUnits, multiplyUnits, nameOf, sameUnit, unitOf } from '../../src/plan/quantity/unit'

const users = quantity('users', 300, 'user')
const posts = quantity('posts', 2, 'post/user/day')
const day = quantity('seconds per day', 86_400, 's/day')

describe('a unit', () => {
  test('is the same in any order, and cancels', () => {
    expect(sameUnit(unitOf('post/user/day'), unitOf('post/day/user'))).toBe(true)
    expect(sameUnit(unitOf('post/user'), unitOf('post/day'))).toBe(false)
    expect(nameOf(multiplyUnits(unitOf('post/user/day'), unitOf('user')))).toBe('post/day')
    expect(nameOf(divideUnits(unitOf('post/day'), unitOf('post/day')))).toBe('1')
    expect(nameOf(divideUnits(unitOf('1'), unitOf('s')))).toBe('1/s')
  })

  test.each(['1', 'post/user/day', 'connection·s/read', 's·worker/post'])('%s is read and written', (text) => {
    expect(nameOf(unitOf(text))).toBe(text)
  })
})

describe('arithmetic', () => {
  test('keeps value, unit, names, numbers and inputs together', () => {
    const { value, unit, inNames, inNumbers, inputs } = over(times(users, posts), day)
    expect(value).toBe(600 / 86_400)
    expect(nameOf(unit)).toBe('post/s')
    expect(inNames).toBe('users × posts ÷ seconds per day')
    expect(inNumbers).toBe('300 users × 2 posts/user/day ÷ 86,400 s/day')
    expect(inputs).toEqual([users, posts, day])
  })

  test('puts brackets where they are needed, and names an input once', () => {
    const sum = plus(users, users)
    expect(times(sum, posts).inNames).toBe('(users + users) × posts')
    expect(over(posts, times(users, day)).inNames).toBe('posts ÷ (users × seconds per day)')
    expect(plus(times(users, posts), times(users, posts)).inNames).toBe('users × posts + users × posts')
    expect(sum.inputs).toEqual([users])
  })

  test('refuses sums of different units, wrong claims and divisions by zero', () => {
    expect(() => plus(users, day)).toThrow(new TypeError('users is in user, seconds per day in s/day'))
    expect(() => larger(users, day)).toThrow(TypeError)
    expect(() => step('rate', 'post/s', times(users, posts))).toThrow('rate is in post/day, not in post/s')
    expect(() => over(users, quantity('nothing', 0, 's'))).toThrow(RangeError)
  })

  test('rounds up to whole machines, one at least, and not because of the last digit of a double', () => {
    const nodes = (value: number): number => roundUp(quantity('nodes', value, 'node')).value
    expect([nodes(0), nodes(1), nodes(1.2), nodes(0.3 / 0.1), nodes(3.0000000000000004)]).toEqual([1, 1, 2, 3, 3])
    expect(larger(users, quantity('more', 301, 'user')).value).toBe(301)
  })

  test('says with what a formula was computed', () => {
    expect(formulaOf('√users', 17.3, '1', [users])).toMatchObject({
      inNames: '√users',
      inNumbers: 'with users 300 users',
    })
  })
})

describe('a quantity is written', () => {
  test.each([
    [1_200, 'post/s', '1,200 posts/s'],
    [1, 'post/s', '1 post/s'],
    [0.34567, 'post/user/day', '0.3457 posts/user/day'],
    [3_650, 'day', '3,650 days'],
    [2, 'entry', '2 entries'],
    [3, 'process', '3 processes'],
    [2, 's', '2 s'],
    [0.5, '1', '0.5'],
    [999, 'byte', '999 B'],
    [8_000, 'byte/timeline', '8 kB/timeline'],
    [2.4e12, 'byte', '2.4 TB'],
    [1e15, 'byte', '1 PB'],
    [1e22, 'byte', '10,000 EB'],
    [8e9, 'bit/s', '8 Gbit/s'],
  ])('%d %s as %s', (value, unit, text) => {
    expect(formatQuantity({ value, unit: unitOf(unit) })).toBe(text)
  })
})
