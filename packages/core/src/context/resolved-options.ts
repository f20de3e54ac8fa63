import type { ResolvedRanking } from '../scoring/ranking-options'
import type { SignalWeights } from '../signals/weights'

/** Options with every default filled in and every value checked. */
export interface ResolvedOptions {
  readonly workers: 'inline' | 'none'
  readonly timeline: { readonly maxEntries: number; readonly idleTtlMs: number }
  readonly replies: 'all' | 'both-followed'
  readonly maxFollowees: number
  readonly maxBodyBytes: number
  readonly fanOut: {
    readonly chunkSize: number
    readonly minBatchSize: number
    readonly targetPushMs: number
    readonly pushesPerTask: number
    readonly concurrency: number
    readonly bulkConcurrency: number
    readonly bulkBatchSize: number
    readonly maxAttempts: number
    readonly retry: { readonly baseMs: number; readonly capMs: number }
    readonly ackTimeoutMs: number
  }
  readonly relay: { readonly batchSize: number; readonly leaseMs: number; readonly pollIntervalMs: number }
  readonly processCache: {
    readonly postBytes: number
    readonly countsMs: number
    readonly outboxMs: number
    readonly profileMs: number
  }
  readonly sharedCache: { readonly postTtlMs: number; readonly profileTtlMs: number }
  readonly ranking: ResolvedRanking
  readonly signals: { readonly weights: SignalWeights }
  readonly counters: { readonly viewWindowMs: number; readonly flushIntervalMs: number; readonly idleMs: number }
  /** Absent: no boards are kept. */
  readonly discovery: { readonly share: number } | undefined
  readonly deadlineMs: number
  readonly origin: string
}
