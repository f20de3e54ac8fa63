import { within } from './call-budget'
import type { Runtime } from './runtime'

/** What most of what a read can do without gets of its time, in milliseconds. */
export const PATIENCE_MS = 100

/**
 * What a read can do without: `undefined`, and a line in the log that says `without` what it goes on, if the work fails
 * or takes longer than `limitMs`. Never rejects.
 */
export async function readOptional<T>(
  { timers, logger }: Runtime,
  params: { readonly without: string; readonly limitMs: number; readonly work: () => Promise<T> },
): Promise<T | undefined> {
  const { without, limitMs, work } = params
  try {
    return await within(timers, limitMs, work(), () => new Error(`no answer within ${limitMs} ms`))
  } catch (error) {
    logger.warn(without, { error: String(error) })
    return undefined
  }
}
