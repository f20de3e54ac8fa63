import { describe, expect, test } from 'vitest'
import type { CallOptions } from '../../src/index'
import { hostileProxy, type Named, NOT_REQUESTS, NOT_TEXT, revokedProxy } from '../support/bad-values'
import { METHODS } from '../support/methods'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, watchedEngine } from '../support/watched'
import type { TestEngine } from '../support/world'

const watched = watchedEngine()
const { engine } = watched

interface Call {
  readonly name: string
  readonly call: (options: unknown, on?: TestEngine) => Promise<unknown>
}

const CALLS: readonly Call[] = [
  ...METHODS.map(({ name, call, request }) => ({
    name,
    call: (options: unknown, on = engine) => call(on, request, options as CallOptions),
  })),
  { name: 'drain', call: (options, on = engine) => on.drain(options as CallOptions) },
]

const DEADLINES: readonly Named[] = [
  ...NOT_TEXT.filter(([name]) => name !== 'a number'),
  ['zero', 0],
  ['a negative number', -1],
  ['a fraction', 0.5],
  ['infinity', Number.POSITIVE_INFINITY],
  ['more than ten minutes', 600_001],
  ['digits', '1000'],
]

const SIGNALS: readonly Named[] = [
  ...NOT_TEXT,
  ['a controller', new AbortController()],
  ['something like a signal', { aborted: false, addEventListener: () => undefined }],
]

describe.each(CALLS)('$name', ({ call }) => {
  test('refuses bad options, deadlines and signals', async () => {
    const given = NOT_REQUESTS.filter(([name]) => name !== 'missing')
    await expectRefusals(given, call, { code: 'INVALID_ARGUMENT', field: 'options' })
    const field = 'deadlineMs'
    await expectRefusals(DEADLINES, (deadlineMs) => call({ deadlineMs }), { code: 'INVALID_ARGUMENT', field })
    await expectRefusals(SIGNALS, (signal) => call({ signal }), { code: 'INVALID_ARGUMENT', field: 'signal' })
    expectUntouched(watched)
  })

  test('refuses an unknown option and names the nearest one', async () => {
    const error = await expectRefusal(() => call({ deadline: SECRET }), { code: 'INVALID_ARGUMENT', field: 'options' })
    expect(error.rule).toContain('"deadline", did you mean "deadlineMs"?')
    expectUntouched(watched)
  })

  test('refuses a getter that throws', async () => {
    const options = Object.defineProperty({}, 'deadlineMs', {
      enumerable: true,
      get() {
        throw new Error(SECRET)
      },
    })
    await expectRefusal(() => call(options), { code: 'INVALID_ARGUMENT', field: 'options' })
    expectUntouched(watched)
  })

  test('does nothing under a signal that is aborted already', async () => {
    await expectRefusal(() => call({ signal: AbortSignal.abort(SECRET) }), { code: 'ABORTED' })
    expectUntouched(watched)
  })

  test('does nothing once the engine is closed', async () => {
    const closed = watchedEngine()
    await closed.engine.close()
    await expectRefusal(() => call(undefined, closed.engine), { code: 'CLOSED' })
    expectUntouched(closed)
  })
})

test('a closed engine starts no workers', async () => {
  const closed = watchedEngine()
  await closed.engine.close()
  await expectRefusal(() => closed.engine.startWorkers(), { code: 'CLOSED' })
  expectUntouched(closed)
})

describe('setPolicy', () => {
  const policies: readonly (readonly [string, unknown, string])[] = [
    ['null', null, 'policy'],
    ['a number', 42, 'policy'],
    ['a text', SECRET, 'policy'],
    ['an array', [], 'policy'],
    ['a function', () => ({ pushFrom: 0 }), 'policy'],
    ['a proxy that throws', hostileProxy(), 'policy'],
    ['a revoked proxy', revokedProxy(), 'policy'],
    ['of an unknown kind', { kind: SECRET }, 'policy.kind'],
    ['of kind null', { kind: null }, 'policy.kind'],
    ['with an unknown option', { kind: 'threshold', follower: 3 }, 'policy'],
    ['with no follower', { kind: 'threshold', followers: 0 }, 'policy.followers'],
    ['with NaN followers', { kind: 'threshold', followers: Number.NaN }, 'policy.followers'],
    ['with null followers', { kind: 'threshold', followers: '10' }, 'policy.followers'],
    ['with a negative hysteresis', { kind: 'threshold', hysteresis: -0.1 }, 'policy.hysteresis'],
    ['with a hysteresis of 1', { kind: 'threshold', hysteresis: 1 }, 'policy.hysteresis'],
    ['with a NaN hysteresis', { kind: 'threshold', hysteresis: Number.NaN }, 'policy.hysteresis'],
    ['custom without a policy', { kind: 'custom' }, 'policy.policy'],
    ['custom with a policy that cannot decide', { kind: 'custom', policy: {} }, 'policy.policy'],
    ['custom with a function', { kind: 'custom', policy: () => ({ pushFrom: 0 }) }, 'policy.policy'],
  ]
  test.each(policies)('refuses one that is %s, and keeps the one before', async (_name, policy, field) => {
    const own = watchedEngine({ policy: { kind: 'threshold', followers: 1 } })
    await expectRefusal(() => own.engine.setPolicy(policy as never), { code: 'INVALID_OPTION', field })
    expectUntouched(own)
    await own.engine.follow({ followerId: 'bob', followeeId: 'alice' })
    const { id } = await own.engine.publish({ authorId: 'alice', body: { text: 'pulled' } })
    const stored = await own.world.stores.posts.getMany({ tenant: 'default', postIds: [id] })
    expect(stored.get(id)?.delivery).toEqual({ pushFrom: 4 })
  })
})
