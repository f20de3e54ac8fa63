import type { EngineContext } from '../context/engine-context'
import { FeedError } from '../model'
import { within } from '../runtime/call-budget'
import type { Score, Scorer, ScoringRequest } from '../scoring/scorer'

/** Asks a scorer, and for no longer than it may take. Throws unless it answers one valid score per candidate. */
export async function runScorer(
  context: EngineContext,
  scorer: Scorer,
  request: ScoringRequest,
  timeoutMs: number,
): Promise<readonly Score[]> {
  const ending = new AbortController()
  const answer = scorer.score(request, { signal: ending.signal, deadlineMs: timeoutMs })
  if (!isPromise(answer)) return checkScores(answer, request.candidates.length)
  const late = (): Error =>
    new FeedError({ code: 'DEADLINE_EXCEEDED', rule: `the scorer took longer than ${timeoutMs} ms` })
  try {
    const scores = await within(context.runtime.timers, timeoutMs, answer, late)
    return checkScores(scores, request.candidates.length)
  } finally {
    ending.abort()
  }
}

/** A scorer that answers at once is not made to wait for a timer. */
function isPromise(answer: readonly Score[] | Promise<readonly Score[]>): answer is Promise<readonly Score[]> {
  return typeof (answer as { then?: unknown }).then === 'function'
}

function checkScores(scores: unknown, expected: number): readonly Score[] {
  if (!Array.isArray(scores) || scores.length !== expected) throw invalid(`has to answer ${expected} scores`)
  return scores.map((score: unknown): Score => {
    const { value, terms, multipliers } = (score ?? {}) as Partial<Score>
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw invalid('has to answer finite scores of at least 0')
    }
    return {
      value,
      ...(terms === undefined ? {} : { terms: numbers(terms) }),
      ...(multipliers === undefined ? {} : { multipliers: numbers(multipliers) }),
    }
  })
}

/** A copy: a session keeps it, and a scorer may go on writing into its own. */
function numbers(record: unknown): Readonly<Record<string, number>> {
  if (typeof record !== 'object' || record === null) throw invalid('has to answer terms and multipliers as objects')
  const copy: Record<string, number> = {}
  for (const name of Object.keys(record)) {
    const value: unknown = (record as Readonly<Record<string, unknown>>)[name]
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw invalid('has to answer finite terms and multipliers')
    copy[name] = value
  }
  return copy
}

function invalid(rule: string): FeedError {
  return new FeedError({ code: 'INTERNAL', field: 'ranking.scorer', rule })
}
