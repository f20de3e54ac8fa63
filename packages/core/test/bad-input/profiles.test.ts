import { expect, test } from 'vitest'
import { BAD_IDS, type Named, NOT_TEXT } from '../support/bad-values'
import { PROFILE_CHANGED } from '../support/methods'
import { expectRefusals } from '../support/refusal'
import { expectUntouched, watchedEngine } from '../support/watched'

const watched = watchedEngine()
const { engine } = watched

test('profileChanged refuses a userId that is no user id', async () => {
  const values: readonly Named[] = [...BAD_IDS, ['missing', undefined]]
  const refused = { code: 'INVALID_ID', field: 'userId' } as const
  await expectRefusals(values, (userId) => PROFILE_CHANGED.call(engine, { userId, version: 1 }), refused)
  expectUntouched(watched)
})

test('profileChanged refuses a version that is none', async () => {
  const values: readonly Named[] = [
    ...NOT_TEXT.filter(([name]) => name !== 'a number'),
    ['missing', undefined],
    ['digits', '1'],
    ['a fraction', 1.5],
    ['a negative number', -1],
    ['infinity', Number.POSITIVE_INFINITY],
    ['beyond safe integers', 2 ** 53],
  ]
  const refused = { code: 'INVALID_ARGUMENT', field: 'version' } as const
  await expectRefusals(values, (version) => PROFILE_CHANGED.call(engine, { userId: 'ann', version }), refused)
  expectUntouched(watched)
})

test('profileChanged takes every version, again and again', async () => {
  for (const version of [0, 0, Number.MAX_SAFE_INTEGER, 1]) await engine.profileChanged({ userId: 'ann', version })
  expect(watched.calls.filter(({ method }) => method === 'publish')).toHaveLength(4)
})
