import { Fixtures, RuleViolation, rulesByPort, runRule, seededRandom } from '@feed-engine/conformance'
import { expect, it } from 'vitest'
import { override } from './mutants/mutant'
import { openPort } from './support/open'

it.each([16, 32] as const)('fixtures of width %i make posts whose id, time and position agree', (width) => {
  const make = new Fixtures({ width, random: seededRandom(3), unique: 'test' })
  const posts = Array.from({ length: 200 }, () => make.post())
  for (const { id, position, createdAtMs } of posts) {
    expect(position).toHaveLength(width)
    expect(make.codec.positionOf(id)).toBe(position)
    expect(make.codec.timestampOf(id)).toBe(createdAtMs)
  }
  const positions = posts.map(({ position }) => position)
  expect([...positions].sort()).toEqual(positions)
  const adjacent = make.adjacentPositions(40)
  expect([...adjacent].sort()).toEqual(adjacent)
  for (const position of adjacent) expect(make.codec.positionOf(make.codec.idOf(position))).toBe(position)
})

it('the same seed makes the same data, but for the names', () => {
  const make = (unique: string) => new Fixtures({ width: 16, random: seededRandom(9), unique })
  const [one, two] = [make('one'), make('two')]
  expect(one.positions(5)).toEqual(two.positions(5))
  expect(one.bytes(9)).toEqual(two.bytes(9))
  expect(one.user()).not.toBe(two.user())
})

it('a property that fails tells its seed and the smallest example', async () => {
  const rule = rulesByPort.graphStore.find(({ id }) => id === 'graph.like-a-set-of-edges')
  const open = openPort.graphStore((inner) => override(inner, { unmute: () => Promise.resolve() }))
  for (let round = 0; round < 2; round++) {
    const outcome = rule && (await runRule(rule, open, { seed: 3, runs: 50 }))
    expect(outcome).toMatchObject({ status: 'failed', error: expect.any(RuleViolation) })
    const error = outcome !== undefined && 'error' in outcome ? String(outcome.error) : ''
    expect(error).toMatch(/seed: -?\d+/)
    expect(error).toContain('Counterexample')
  }
})

it('a close that hangs does not hide a broken rule', async () => {
  const rule = rulesByPort.userDirectory[0]
  const open = openPort.userDirectory((inner) => override(inner, { name: 'with spaces' }))
  const outcome =
    rule &&
    (await runRule(rule, async () => ({ ...(await open()), close: () => new Promise(() => undefined) }), {
      seed: 1,
    }))
  expect(outcome).toMatchObject({ status: 'failed', error: expect.any(RuleViolation) })
  expect(String(outcome && 'error' in outcome && outcome.error)).toContain('name has to be')
}, 30_000)
