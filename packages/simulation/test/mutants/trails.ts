import { readFileSync, writeFileSync } from 'node:fs'
import type { Mutant } from './mutant'
import type { Catch } from './run-mutant'

const FILE = new URL('./trails.json', import.meta.url)

/** By the name of a mutant, the seed that caught it when the file was written. */
export type Trails = Readonly<Record<string, number>>

export function readTrails(): Trails {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Trails
}

/** Writes down who was caught by which seed, if the environment asks for it (`UPDATE_TRAILS=1`). */
export function writeTrails(mutants: readonly Mutant[], catches: ReadonlyMap<string, Catch>): void {
  if (process.env['UPDATE_TRAILS'] !== '1') return
  const trails = mutants.flatMap(({ name }) => {
    const { caught = false, seed = 0 } = catches.get(name) ?? {}
    return caught && seed > 0 ? [[name, seed]] : []
  })
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(trails), null, 2)}\n`)
}
