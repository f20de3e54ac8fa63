import { expect, test } from 'vitest'
import { createFeedEngine, type FeedEngineOptions } from '../../src/index'
import { type Named, NOT_REQUESTS, NOT_TEXT } from '../support/bad-values'
import { expectRefusal, expectRefusals } from '../support/refusal'
import { expectUntouched, watchedEngine } from '../support/watched'
import { type Body, World } from '../support/world'

const watched = watchedEngine({ discovery: {} })
const { engine } = watched
const { stores, time } = new World()

const create = (discovery: unknown): unknown =>
  createFeedEngine({ stores, timers: time, workers: 'none', discovery } as FeedEngineOptions<Body>)

const BAD_NAMES: readonly Named[] = [
  ...NOT_TEXT,
  ['an empty text', ''],
  ['too long', 'x'.repeat(257)],
  ['too many bytes', 'ä'.repeat(129)],
  ['a line break', 'a\nb'],
  ['a lone surrogate', '\ud800'],
]

const FIELDS = [
  ['trending', 'topic'],
  ['trending', 'region'],
  ['popularAuthors', 'topic'],
  ['homeTimeline', 'region'],
] as const

test.each(FIELDS)('%s refuses a %s that no post can have', async (method, field) => {
  const call = (value: unknown): unknown => engine[method]({ viewerId: 'alice', [field]: value as string })
  await expectRefusals(BAD_NAMES, call, { code: 'INVALID_ARGUMENT', field })
  expectUntouched(watched)
  await expect(call('ä'.repeat(128))).resolves.toBeDefined()
  watched.calls.length = 0
})

test('discovery.share is a number in 0..0.5', async () => {
  const values: readonly Named[] = [
    ...NOT_TEXT.filter(([name]) => name !== 'a number'),
    ['a negative number', -0.1],
    ['more than a half', 0.51],
    ['NaN', Number.NaN],
    ['digits', '0.3'],
  ]
  const refused = { code: 'INVALID_OPTION', field: 'discovery.share' } as const
  await expectRefusals(values, (share) => create({ share }), refused)
  for (const share of [0, 0.5]) expect(() => create({ share })).not.toThrow()
})

test('discovery takes an object of known names', async () => {
  const refused = { code: 'INVALID_OPTION', field: 'discovery' } as const
  await expectRefusals(
    NOT_REQUESTS.filter(([name]) => name !== 'missing'),
    create,
    refused,
  )
  const error = await expectRefusal(() => create({ shares: 0.3 }), refused)
  expect(error.rule).toContain('"share"')
})
