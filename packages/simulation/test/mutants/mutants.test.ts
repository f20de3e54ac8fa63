import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Focus, Mutant } from './mutant'
import { MUTANTS } from './mutants'
import { bundle, type Catch, hunt } from './run-mutant'
import { readTrails, writeTrails } from './trails'

/** Seeds that a mutant may live through, and the time that it may take. */
const HUNT = { seeds: 400, steps: 150, budgetMs: 300_000 }
const ANYWHERE: Focus = { likes: [] }
/** Processes at once. */
const HUNTERS = 2

describe('bugs that are planted in the core', () => {
  const trails = readTrails()
  let folder = ''
  const catches = new Map<string, Catch>()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'feed-engine-mutants-'))
    const queue = [...MUTANTS.entries()]
    const hunter = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, mutant] = next
        catches.set(mutant.name, await huntDown(mutant, join(folder, `${index}.mjs`), trails[mutant.name]))
      }
    }
    await Promise.all(Array.from({ length: HUNTERS }, hunter))
    writeTrails(MUTANTS, catches)
  }, 900_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are at least forty, each with a name of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(40)
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
  })

  it.each(MUTANTS.map(({ name }) => name))('are caught: %s', (name) => {
    const result = catches.get(name)
    expect(result).toMatchObject({ caught: true })
  })

  it('are all that is caught: the core itself passes every seed that caught one', { timeout: 900_000 }, async () => {
    const file = join(folder, 'core.mjs')
    await bundle(undefined, file)
    const caught = MUTANTS.map(({ name, focus = ANYWHERE }) => ({ focus, seed: catches.get(name)?.seed ?? 1 }))
    const queue = [...new Map(caught.map((each) => [JSON.stringify(each), each])).values()]
    const again = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { focus, seed } = next
        expect(await hunt(file, { ...HUNT, from: seed, seeds: seed, focus })).toEqual({ caught: false, seed })
      }
    }
    await Promise.all(Array.from({ length: HUNTERS }, again))
  })
})

/** @param trail the seed that caught it last time; of another core it may catch nothing, and then the hunt begins */
async function huntDown(mutant: Mutant, file: string, trail: number | undefined): Promise<Catch> {
  try {
    await bundle(mutant, file)
  } catch (error) {
    return { caught: false, seed: 0, message: `cannot be planted: ${String(error)}` }
  }
  const params = { ...HUNT, focus: mutant.focus ?? ANYWHERE }
  if (trail !== undefined) {
    const again = await hunt(file, { ...params, from: trail, seeds: trail })
    if (again.caught) return again
  }
  return hunt(file, params)
}
