import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import type { Focus, Mutant } from './mutant'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const CORE = join(ROOT, 'packages/core/src')
const HUNT = fileURLToPath(new URL('./hunt.ts', import.meta.url))

/** Dependencies of Node's own module system, for what is bundled as CommonJS. */
const BANNER = "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)"

const run = promisify(execFile)

export interface Hunt {
  /** The first seed to try. @defaultValue 1 */
  readonly from?: number
  /** The last seed to try. */
  readonly seeds: number
  /** Operations per history. */
  readonly steps: number
  readonly budgetMs: number
  readonly focus: Focus
}

export interface Catch {
  readonly caught: boolean
  /** The seed that failed, or the last one tried. */
  readonly seed: number
  readonly message?: string
}

/** The simulation and everything below it in one file, with a mutant of the core in it, or without. */
export async function bundle(mutant: Mutant | undefined, outfile: string): Promise<void> {
  await build({
    entryPoints: [HUNT],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfig: join(ROOT, 'tsconfig.json'),
    banner: { js: BANNER },
    logLevel: 'silent',
    plugins: mutant === undefined ? [] : [planted(mutant)],
  })
}

/** Runs a bundle in a process of its own: a mutant may run for ever, or out of memory. Either counts as caught. */
export async function hunt(file: string, { from = 1, seeds, steps, budgetMs, focus }: Hunt): Promise<Catch> {
  const numbers = [`--from=${from}`, `--seeds=${seeds}`, `--steps=${steps}`, `--budgetMs=${budgetMs}`]
  const likes = focus.likes.map((kind) => `--like=${kind}`)
  const options = [
    ...numbers,
    ...likes,
    ...(focus.calm === true ? ['--calm'] : []),
    `--profile=${focus.profile ?? 'drawn'}`,
  ]
  const limits = ['--max-old-space-size=512', file, ...options]
  try {
    const { stdout } = await run(process.execPath, limits, { timeout: budgetMs + 10_000 })
    return JSON.parse(stdout) as Catch
  } catch (error) {
    return { caught: true, seed: 0, message: `the process died: ${String(error).slice(0, 200)}` }
  }
}

/** Loads one file of the core with the mutant's edits. Fails if an edit does not fit exactly once. */
function planted(mutant: Mutant): Plugin {
  const path = join(CORE, mutant.file)
  return {
    name: 'mutant',
    setup(context) {
      let loaded = false
      context.onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path !== path) return undefined
        loaded = true
        return { contents: applyEdits(await readFile(path, 'utf8'), mutant), loader: 'ts' }
      })
      context.onEnd((result) => {
        if (!loaded && result.errors.length === 0) throw new Error(`${mutant.file} is not part of the engine`)
      })
    },
  }
}

export function applyEdits(source: string, mutant: Mutant): string {
  return mutant.edits.reduce((text, { find, replace }) => {
    const parts = text.split(find)
    if (parts.length !== 2) throw new Error(`"${find}" occurs ${parts.length - 1} times in ${mutant.file}, not once`)
    return parts.join(replace)
  }, source)
}
