import type { EngineContext } from '../context/engine-context'
import type { UserId } from '../model'
import type { SignalEntry } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { PATIENCE_MS, readOptional } from '../runtime/patience'
import { mixInterests } from '../scoring/formula'
import type { ScoringViewer } from '../scoring/scorer'
import { weightAt } from '../signals/decay'
import { SIGNALS, subjectOf } from '../signals/subjects'

/** What is known of a viewer, in one call; nothing, and `failed`, if the signals do not answer. */
export async function readScoringViewer(
  context: EngineContext,
  viewerId: UserId,
  budget: CallBudget,
): Promise<{ readonly viewer: ScoringViewer; readonly failed: boolean }> {
  const nobody: ScoringViewer = { viewerId, affinity: new Map(), interests: new Map(), fewerSinceMs: new Map() }
  const { signals, tenant, runtime, options } = context
  if (signals === undefined) return { viewer: nobody, failed: false }
  const nowMs = runtime.clock.now()
  const subjects = KINDS.map((kind) => ({ subject: subjectOf(kind, viewerId) }))
  const vectors = await readOptional(runtime, {
    without: 'signals failed, a feed is ranked without',
    limitMs: PATIENCE_MS,
    work: async () => signals.read({ tenant, subjects }, budget.forPort(PATIENCE_MS)),
  })
  if (vectors === undefined) return { viewer: nobody, failed: true }
  const [affinity, topics, recent, fewer, more] = vectors
  const { interests } = options.ranking.scoring
  const viewer = {
    viewerId,
    affinity: decayed(affinity, SIGNALS.affinity.halfLifeMs, nowMs),
    interests: mixInterests(
      decayed(topics, SIGNALS.topics.halfLifeMs, nowMs),
      decayed(recent, SIGNALS.recentTopics.halfLifeMs, nowMs),
      interests,
    ),
    fewerSinceMs: latestOf(fewer, more),
  }
  return { viewer, failed: false }
}

const KINDS = [SIGNALS.affinity, SIGNALS.topics, SIGNALS.recentTopics, SIGNALS.fewer, SIGNALS.more]

function decayed(
  entries: readonly SignalEntry[] | undefined,
  halfLifeMs: number,
  nowMs: number,
): ReadonlyMap<string, number> {
  return new Map(
    entries?.map(({ key, value, atMs }) => [key, weightAt({ value, atMs }, halfLifeMs, Math.max(atMs, nowMs))]),
  )
}

/** The authors last heard of in the one vector, and not in the other since. */
function latestOf(
  fewer: readonly SignalEntry[] | undefined,
  more: readonly SignalEntry[] | undefined,
): ReadonlyMap<UserId, number> {
  const since = new Map(fewer?.map(({ key, atMs }) => [key, atMs]))
  for (const { key, atMs } of more ?? []) if (atMs >= (since.get(key) ?? atMs)) since.delete(key)
  return since
}
