import { describe, expect, test } from 'vitest'
import { createFeedEngine, type FeedEngineOptions, type HomeTimelineRequest } from '../../src/index'
import { type Named, NOT_TEXT } from '../support/bad-values'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, watchedEngine } from '../support/watched'
import { type Body, World } from '../support/world'

const { stores, time } = new World()

const create = (ranking: unknown): unknown =>
  createFeedEngine({ stores, timers: time, workers: 'none', ranking } as FeedEngineOptions<Body>)

/** Options with one value, at a path below `ranking`. */
const at = (path: string, value: unknown): unknown =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)

const NOT_NUMBERS: readonly Named[] = [
  ...NOT_TEXT.filter(([name]) => name !== 'a number'),
  ['digits', '1'],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a negative number', -0.1],
]

const FACTORS = [
  'scoring.weights.relationship',
  'scoring.weights.engagement',
  'scoring.weights.affinity',
  'scoring.engagementWeights.likes',
  'scoring.engagementWeights.views',
  'scoring.interests.longTerm',
  'scoring.interests.shortTerm',
  'scoring.typeFactors.reply',
  'scoring.networkFactor',
]
const SHARES = [
  'scoring.base',
  'scoring.recency.floor',
  'scoring.diversity.decay',
  'scoring.diversity.floor',
  'scoring.fatigue.from',
]
const DURATIONS = ['scoring.recency.halfLifeMs', 'scoring.fatigue.hiddenMs', 'scoring.fatigue.recoverMs']

test.each([...FACTORS, ...SHARES])('%s refuses what is no finite number of at least 0', async (path) => {
  const refused = { code: 'INVALID_OPTION', field: `ranking.${path}` } as const
  await expectRefusals(NOT_NUMBERS, (value) => create(at(path, value)), refused)
})

test.each(SHARES)('%s refuses more than 1', async (path) => {
  await expectRefusal(() => create(at(path, 1.01)), { code: 'INVALID_OPTION', field: `ranking.${path}` })
  expect(() => create(at(path, 1))).not.toThrow()
})

test.each(DURATIONS)('%s refuses what is no duration', async (path) => {
  const values = [...NOT_NUMBERS, ['0', 0], ['a fraction', 1.5]] as const
  const refused = { code: 'INVALID_OPTION', field: `ranking.${path}` } as const
  await expectRefusals(values, (value) => create(at(path, value)), refused)
})

test.each([
  ['candidates', 20, 1_000],
  ['sessionTtlMs', 1_000, 86_400_000],
  ['scorerTimeoutMs', 1, 10_000],
] as const)('%s is an integer in %d..%d', async (name, min, max) => {
  const values = [...NOT_NUMBERS, ['too low', min - 1], ['too high', max + 1]] as const
  const refused = { code: 'INVALID_OPTION', field: `ranking.${name}` } as const
  await expectRefusals(values, (value) => create({ [name]: value }), refused)
  for (const value of [min, max]) expect(() => create({ [name]: value })).not.toThrow()
})

test('weights that would rank nothing are refused', async () => {
  const nothing = { relationship: 0, engagement: 0, affinity: 0 }
  const refused = { code: 'INVALID_OPTION', field: 'ranking.scoring.weights' } as const
  await expectRefusal(() => create({ scoring: { weights: nothing } }), refused)
  expect(() => create({ scoring: { weights: { ...nothing, affinity: 1 } } })).not.toThrow()
  const none = { code: 'INVALID_OPTION', field: 'ranking.scoring.interests' } as const
  await expectRefusal(() => create({ scoring: { interests: { longTerm: 0, shortTerm: 0 } } }), none)
})

test('scoring.relationshipScale is above 0', async () => {
  const refused = { code: 'INVALID_OPTION', field: 'ranking.scoring.relationshipScale' } as const
  await expectRefusals([...NOT_NUMBERS, ['0', 0]], (value) => create(at('scoring.relationshipScale', value)), refused)
})

describe('unknown names are refused with the nearest one', () => {
  test.each([
    ['ranking', { scorers: {} }, 'scorer'],
    ['ranking.scoring', { weight: {} }, 'weights'],
    ['ranking.scoring.weights', { affinty: 1 }, 'affinity'],
    ['ranking.scoring.engagementWeights', { like: 1 }, 'likes'],
    ['ranking.scoring.typeFactors', { replys: 1 }, 'reply'],
  ])('%s', async (field, value, nearest) => {
    const path = field.split('.').slice(1).join('.')
    const given = path === '' ? value : at(path, value)
    const error = await expectRefusal(() => create(given), { code: 'INVALID_OPTION', field })
    expect(error.rule).toContain(`"${nearest}"`)
  })
})

test('a scorer has a method and a name', async () => {
  await expectRefusals(
    NOT_TEXT.filter(([name]) => !name.includes('proxy')),
    (scorer) => create({ scorer }),
    {
      code: 'INVALID_OPTION',
      field: 'ranking.scorer',
    },
  )
  const score = (): readonly [] => []
  const names = [...NOT_TEXT, ['an empty text', ''], ['a space', 'a b'], ['too long', 'x'.repeat(65)]] as const
  await expectRefusals(names, (name) => create({ scorer: { name, score } }), {
    code: 'INVALID_OPTION',
    field: 'ranking.scorer.name',
  })
})

test('the default order is one of two', async () => {
  const refused = { code: 'INVALID_OPTION', field: 'ranking.default' } as const
  await expectRefusals([...NOT_TEXT, ['a word', SECRET]], (value) => create({ default: value }), refused)
})

describe('requests', () => {
  const watched = watchedEngine()

  test.each([
    ['ranking', [...NOT_TEXT, ['a word', SECRET], ['other case', 'Ranked']] as const],
    ['debug', [...NOT_TEXT.filter(([name]) => name !== 'a boolean'), ['a word', 'true']] as const],
  ])('%s is checked before a store is asked', async (field, values) => {
    const refused = { code: 'INVALID_ARGUMENT', field } as const
    const call = (value: unknown): unknown =>
      watched.engine.homeTimeline({ viewerId: 'alice', [field]: value } as unknown as HomeTimelineRequest)
    await expectRefusals(values, call, refused)
    expectUntouched(watched)
  })
})
