import { describe, expect, test } from 'vitest'
import { NOT_REQUESTS } from '../support/bad-values'
import { METHODS } from '../support/methods'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, watchedEngine } from '../support/watched'

const watched = watchedEngine()
const { engine } = watched

const REQUEST = { code: 'INVALID_ARGUMENT', field: 'request' } as const

describe.each(METHODS)('$name', ({ call, request }) => {
  test('refuses what is no object', async () => {
    await expectRefusals(NOT_REQUESTS, (value) => call(engine, value), REQUEST)
    expectUntouched(watched)
  })

  test('refuses a getter that throws', async () => {
    const [first = ''] = Object.keys(request)
    const hostile = Object.defineProperty({ ...request }, first, {
      enumerable: true,
      get() {
        throw new Error(SECRET)
      },
    })
    await expectRefusal(() => call(engine, hostile), REQUEST)
    expectUntouched(watched)
  })

  test('names the nearest property to one that it does not know, and no value', async () => {
    for (const name of Object.keys(request)) {
      const { [name]: value, ...rest } = request
      const error = await expectRefusal(() => call(engine, { ...rest, [`${name}x`]: value, more: SECRET }), REQUEST)
      expect(error.rule).toContain(`"${name}x", did you mean "${name}"?`)
    }
    expectUntouched(watched)
  })

  test('refuses properties that every object inherits', async () => {
    const inputs = ['__proto__', 'constructor', 'toString'].map((name) => {
      return [name, JSON.parse(`{"${name}":{"followerId":"${SECRET}"}}`) as unknown] as const
    })
    await expectRefusals(inputs, (input) => call(engine, input), REQUEST)
    expectUntouched(watched)
  })

  test('does not repeat a property name that may be private, however long', async () => {
    await expectRefusal(() => call(engine, { ...request, [`${SECRET} and more`]: 1 }), REQUEST)
    await expectRefusal(() => call(engine, { ...request, [SECRET.repeat(200_000)]: 1 }), REQUEST)
    expectUntouched(watched)
  })

  test('reads own properties alone', async () => {
    class Request {}
    Object.assign(Request.prototype, request)
    const error = await expectRefusal(() => call(engine, new Request()), {
      code: Object.keys(request).includes('fromMs') ? 'INVALID_ARGUMENT' : 'INVALID_ID',
      field: Object.keys(request)[0],
    })
    expect(error.rule).toContain('undefined')
    expectUntouched(watched)
  })
})

test('a property is read once, so that it cannot be right when checked and wrong when used', async () => {
  let reads = 0
  const request = {
    followeeId: 'bob',
    get followerId() {
      reads++
      return reads === 1 ? 'alice' : 'mallory\n'
    },
  }
  await engine.follow(request)
  expect(reads).toBe(1)
})
