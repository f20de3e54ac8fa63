import { createDefaultScorer, type ScoringCandidate, type ScoringRequest } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import { atMost } from '../../harness/aims'
import type { Outcome } from '../../harness/reading'
import { plainOutcome } from '../../live-feed/plain-outcome'

const CANDIDATES = 200
const AUTHORS = 80
const TOPICS = Array.from({ length: 40 }, (_, index) => `topic-${index}`)
const HOUR_MS = 3_600_000
const NOW_MS = Date.UTC(2026, 0, 1)
const BATCH = 500
const CPU_MS_AT_MOST = 0.3

/** Processor time of the default score alone, all of its terms known. */
export function scoreCandidates(seed: number, rounds: number): Outcome {
  const request = drawRequest(new SeededRandom(seed, 1))
  const scorer = createDefaultScorer()
  const call = { signal: new AbortController().signal, deadlineMs: 1_000 }
  const measured = Array.from({ length: rounds + 1 }, () => {
    const before = process.cpuUsage()
    for (let turn = 0; turn < BATCH; turn++) void scorer.score(request, call)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000 / BATCH
  })
  const [, ...afterWarmUp] = measured
  const ms = afterWarmUp.sort((one, other) => one - other)[rounds >> 1] ?? Number.NaN
  return plainOutcome({
    workload: 'ranked-read',
    variant: `scores of ${CANDIDATES} candidates`,
    unit: 'calls',
    readings: {},
    commands: {},
    aims: [atMost(`ms of processor time for ${CANDIDATES} scores`, CPU_MS_AT_MOST, ms)],
    figures: { 'ms of processor time for all': ms },
  })
}

function drawRequest(random: SeededRandom): ScoringRequest {
  const author = (index: number): string => `author-${index}`
  const interests = TOPICS.slice(0, 20)
  const candidates = Array.from({ length: CANDIDATES }, (_, index): ScoringCandidate => {
    const [likes, reposts, replies, quotes, views] = [50, 5, 8, 2, 900].map((most) => random.below(most))
    return {
      postId: `${index}`,
      authorId: author(random.below(AUTHORS)),
      createdAtMs: NOW_MS - random.below(24 * HOUR_MS),
      kind: random.below(5) === 0 ? 'repost' : 'post',
      topics: [TOPICS[random.below(TOPICS.length)] ?? '', TOPICS[random.below(TOPICS.length)] ?? ''],
      contentType: 'text',
      counts: {
        likes: likes ?? 0,
        reposts: reposts ?? 0,
        replies: replies ?? 0,
        quotes: quotes ?? 0,
        views: views ?? 0,
      },
      inNetwork: true,
    }
  })
  return {
    viewer: {
      viewerId: 'viewer',
      affinity: new Map(Array.from({ length: AUTHORS }, (_, index) => [author(index), 10 * random.next()])),
      interests: new Map(interests.map((topic) => [`topic:${topic}`, 1 / Math.sqrt(interests.length)])),
      fewerSinceMs: new Map([[author(0), NOW_MS - 30 * 24 * HOUR_MS]]),
    },
    candidates,
    nowMs: NOW_MS,
    e95: 60,
    population: 'all-candidates',
  }
}
