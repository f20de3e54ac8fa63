import { readFile } from 'node:fs/promises'
import { invalidOption, isFeedError } from '@feed-engine/core'
import { DOCUMENTED_FACTS } from './facts/documented-facts'
import type { Facts } from './facts/facts'
import { readFigures } from './facts/read-figures'
import { planToJson } from './format-json'
import { formatPlan } from './format-text'
import { type PlanOptions, parsePlanOptions, planHelp } from './options'
import { makePlan } from './plan'

export interface PlanStreams {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

/** `feed-bench plan`: prints a plan. Answers the exit code: 0, or 2 for a wrong command line or an unreadable file. */
export async function planMain(args: readonly string[], { stdout, stderr }: PlanStreams): Promise<number> {
  try {
    const options = parsePlanOptions(args)
    if (options.help) {
      stdout.write(planHelp())
      return 0
    }
    const plan = makePlan({ inputs: options.inputs, facts: await factsFor(options) })
    stdout.write(options.json ? planToJson(plan) : formatPlan(plan))
    return 0
  } catch (error) {
    if (!isFeedError(error)) throw error
    const where = error.field === undefined ? '' : `${error.field}: `
    stderr.write(`feed-bench plan: ${where}${error.rule}\n`)
    return 2
  }
}

/** What the documents give, over it what a run measured, and over that what the command line says. */
async function factsFor({ figures, bytesPerEntry }: PlanOptions): Promise<Facts> {
  const measured = figures === undefined ? {} : readFigures(await textOf(figures))
  const facts = { ...DOCUMENTED_FACTS, ...measured }
  if (bytesPerEntry === undefined) return facts
  const entrySize = { ...facts.entrySize, value: bytesPerEntry, origin: 'given', source: '--bytes-per-entry' } as const
  return { ...facts, entrySize }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw invalidOption('--figures', 'is no file that can be read')
  }
}
