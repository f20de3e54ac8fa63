import type { EngineContext } from '../context/engine-context'
import type { UserId } from '../model'
import type { PortCall, SignalStore } from '../ports'
import { weightAt } from '../signals/decay'
import { FEWER_MS, SIGNALS, subjectOf } from '../signals/subjects'
import { byWeight } from './boards'

/** Topics that choose boards. */
const MOST_TOPICS = 3
const TOPIC_KEY = /^topic[:#]/
const KINDS = [SIGNALS.topics, SIGNALS.recentTopics, SIGNALS.fewer, SIGNALS.more] as const

/** What a viewer likes to discover, and does not. */
export interface Tastes {
  /** As `topicKey` makes them, the dearest first; none of a new viewer. */
  readonly topics: readonly string[]
  /** Authors whom the viewer asked to see fewer of, and whom a feed of followees only dims. */
  readonly unwanted: ReadonlySet<UserId>
}

/** In one call. What was done lately counts twice: it is in the vectors of both half-lives. */
export async function readTastes(
  context: EngineContext,
  signals: SignalStore,
  viewerId: UserId,
  call: PortCall,
): Promise<Tastes> {
  const nowMs = context.runtime.clock.now()
  const subjects = KINDS.map((kind) => ({ subject: subjectOf(kind, viewerId) }))
  const [long = [], recent = [], fewer = [], more = []] = await signals.read({ tenant: context.tenant, subjects }, call)

  const weights = new Map<string, number>()
  for (const [entries, { halfLifeMs }] of [[long, SIGNALS.topics] as const, [recent, SIGNALS.recentTopics] as const]) {
    for (const entry of entries) {
      if (!TOPIC_KEY.test(entry.key)) continue
      const weight = weightAt(entry, halfLifeMs, Math.max(nowMs, entry.atMs))
      weights.set(entry.key, (weights.get(entry.key) ?? 0) + weight)
    }
  }
  const takenBack = new Map(more.map(({ key, atMs }) => [key, atMs]))
  const isMeant = ({ key, atMs }: { readonly key: UserId; readonly atMs: number }): boolean =>
    atMs > nowMs - FEWER_MS && atMs > (takenBack.get(key) ?? Number.NEGATIVE_INFINITY)
  return {
    topics: Array.from(weights, ([key, weight]) => ({ key, weight }))
      .sort(byWeight)
      .slice(0, MOST_TOPICS)
      .map(({ key }) => key),
    unwanted: new Set(fewer.filter(isMeant).map(({ key }) => key)),
  }
}
