import { expect, test } from 'vitest'
import { BAD_IDS, type Named, NOT_TEXT } from '../support/bad-values'
import { DISCOVERY_METHODS, REPLAY, TIMELINE_METHODS } from '../support/methods'
import { expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, forget, watchedEngine } from '../support/watched'
import { sayMany } from '../support/world'

const watched = watchedEngine()
const { engine } = watched

/** Values that are no integer at all. */
const NOT_INTEGERS: readonly Named[] = [
  ...NOT_TEXT.filter(([name]) => name !== 'a number'),
  ['a fraction', 1.5],
  ['infinity', Number.POSITIVE_INFINITY],
  ['digits', '10'],
  ['a number object', Object(10)],
  ['beyond safe integers', 2 ** 53],
  ['a negative number', -1],
]

const READS = [...TIMELINE_METHODS, ...DISCOVERY_METHODS]
const FIELDS = READS.flatMap((method) => method.userIds.map((field) => ({ ...method, field })))
const PAGED = READS.filter(({ name }) => name !== 'rebuildTimeline')

test.each(FIELDS)('$name refuses a bad $field', async ({ call, request, field }) => {
  const values = [...BAD_IDS, ['missing', undefined] as const]
  await expectRefusals(values, (value) => call(engine, { ...request, [field]: value }), { code: 'INVALID_ID', field })
  expectUntouched(watched)
})

test.each(PAGED)('$name refuses a limit that is no integer in 1..100', async ({ call, request }) => {
  const values = [...NOT_INTEGERS, ['0', 0], ['101', 101], ['-0.5', -0.5]] as const
  const refused = { code: 'INVALID_ARGUMENT', field: 'limit' } as const
  await expectRefusals(values, (limit) => call(engine, { ...request, limit }), refused)
  expectUntouched(watched)
})

test('limits of 1 to 100 are taken, and 20 is the default', async () => {
  await sayMany(engine, 'alice', 'post', 101)
  for (const [limit, count] of [
    [1, 1],
    [100, 100],
    [undefined, 20],
  ] as const) {
    const given = limit === undefined ? {} : { limit }
    expect((await engine.homeTimeline({ viewerId: 'alice', ...given })).items).toHaveLength(count)
    const own = await engine.userTimeline({ viewerId: 'alice', authorId: 'alice', ...given })
    expect(own.items).toHaveLength(count)
  }
  await forget(watched)
})

test('homeTimeline refuses a way of reading that it does not know', async () => {
  const values: readonly Named[] = [...NOT_TEXT, ['a word', SECRET], ['an empty text', ''], ['other case', 'Strict']]
  const refused = { code: 'INVALID_ARGUMENT', field: 'read' } as const
  await expectRefusals(values, (read) => engine.homeTimeline({ viewerId: 'alice', read: read as 'strict' }), refused)
  expectUntouched(watched)
})

test('replay refuses a fromMs that is no moment', async () => {
  const values: readonly Named[] = [...NOT_INTEGERS, ['missing', undefined], ['a date', new Date(0)]]
  const refused = { code: 'INVALID_ARGUMENT', field: 'fromMs' } as const
  await expectRefusals(values, (fromMs) => REPLAY.call(engine, { fromMs }), refused)
  expectUntouched(watched)
})
