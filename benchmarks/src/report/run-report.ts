import { cpus, totalmem } from 'node:os'
import type { Outcome } from '../harness/reading'

/** All of a run: what `--json` prints, and what the other reports are made of. */
export interface RunReport {
  /** The command line that makes it again. */
  readonly command: string
  readonly machine: string
  /** Version of Node. */
  readonly node: string
  readonly profile: string
  readonly seed: number
  readonly rounds: number
  readonly scale: 'full' | 'tiny'
  readonly results: readonly Result[]
  /** Workloads that could not be run, or not to their end. */
  readonly failures: readonly { readonly workload: string; readonly reason: string }[]
}

/** An outcome, with what most want to know of it on top: figures of the engine, `null` where there is none. */
export interface Result {
  readonly workload: string
  readonly variant: string
  /** Units per second. */
  readonly rate: number | null
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  /** Engine's rate divided by that of the baseline. */
  readonly ratioToDesignText: number | null
  readonly ratioToFloor: number | null
  readonly bytesPerTimeline: number | null
  readonly outcome: Outcome
}

/** Name of the engine among the contenders. */
export const ENGINE = 'engine'

export function toResult(outcome: Outcome): Result {
  const { workload, variant, readings, rateRatios, bytesPerTimeline } = outcome
  const reading = readings[ENGINE]
  return {
    workload,
    variant,
    rate: reading?.rate ?? null,
    p50Ms: reading?.p50Ms ?? null,
    p99Ms: reading?.p99Ms ?? null,
    ratioToDesignText: rateRatios['design-text'] ?? null,
    ratioToFloor: rateRatios['floor'] ?? null,
    bytesPerTimeline: bytesPerTimeline?.[ENGINE] ?? null,
    outcome,
  }
}

/** Processors and memory of this machine, in words. */
export function describeMachine(): string {
  const processors = cpus()
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  return `${processors.length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`
}
